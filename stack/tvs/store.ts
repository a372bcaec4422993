import { decideWrite, type Write } from './decide.js';
import { Journal, type JournalSettings } from './journal.js';
import type { Problem } from './problem.js';
import type { Change, VipRecord } from './record.js';
import { Remembered } from './remembered.js';
import { readSnapshot, writeSnapshot } from './snapshot.js';
import { VipDraft, VipTable } from './table.js';

/** A write with what identifies it. */
export interface WriteRequest extends Write {
  readonly key: string;
  /** Digest of method, path, precondition and body: what the key stands for. */
  readonly digest: string;
  readonly requestId: string;
}

export type Outcome =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | {
      readonly kind: 'recorded';
      readonly record: VipRecord;
      readonly created: boolean;
      readonly replayed: boolean;
    }
  | { readonly kind: 'removed'; readonly replayed: boolean };

export interface StoreSettings extends JournalSettings {
  readonly folder: string;
  readonly now: () => Date;
  /** Called after each change of the table. */
  readonly onChange?: () => void;
  /** Called when a change could not be made durable; only a process that opens it anew knows what is on disk. */
  readonly onBroken?: (error: unknown) => void;
}

interface Waiting {
  readonly request: WriteRequest;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * VIPs on disk. Writes that wait for the disk together are decided one after the other, become durable by one sync, and
 * only then are acknowledged and seen by readers. After a failure to write it is broken for good: what reached the disk
 * is known again when it is opened anew.
 */
export class VipStore {
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #broken: Error | undefined;

  private constructor(
    private readonly settings: StoreSettings,
    private readonly journal: Journal,
    readonly table: VipTable,
    private readonly remembered: Remembered,
    private lastSeq: number,
  ) {}

  /** The folder exists, and nobody else has it open. @throws Error when what is on disk is not as it was written. */
  static async open(settings: StoreSettings): Promise<VipStore> {
    const snapshot = await readSnapshot(settings.folder);
    const { journal, changes } = await Journal.open(settings.folder, settings, snapshot.seq);
    const [table, remembered] = [new VipTable(), new Remembered()];
    for (const record of snapshot.vips) table.set(record.id, record);
    for (const change of snapshot.remembered) remembered.add(change);
    for (const change of changes) {
      table.set(change.id, change.after);
      remembered.add(change);
    }
    remembered.forget(settings.now().getTime());
    return new VipStore(settings, journal, table, remembered, changes.at(-1)?.seq ?? snapshot.seq);
  }

  /** Number of the last durable change. */
  get seq(): number {
    return this.lastSeq;
  }

  /** Why nothing can be written any more, once that is so. */
  get broken(): string | undefined {
    return this.#broken === undefined ? undefined : `the journal cannot be written: ${this.#broken.message}`;
  }

  /** Rejects if it could not be made durable: then it may or may not have been done. */
  write(request: WriteRequest): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** See `Journal.read`. */
  readJournal(after: number, limit: number): Promise<readonly string[] | undefined> {
    return this.journal.read(after, limit);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.journal.close();
  }

  async #writeAll(): Promise<void> {
    // What arrives in the same turn of the event loop shares a sync.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        if (this.#broken !== undefined) throw this.#broken;
        const settle = await this.#writeBatch(batch.map(({ request }) => request));
        for (const [index, { resolve }] of batch.entries()) {
          const outcome = settle[index];
          if (outcome !== undefined) resolve(outcome);
        }
      } catch (error) {
        this.#broken ??= error instanceof Error ? error : new Error(String(error));
        for (const { reject } of batch) reject(error);
        this.settings.onBroken?.(error);
      }
    }
    // In the same turn as the last look: a write that comes right after begins anew.
    this.#writing = undefined;
  }

  async #writeBatch(requests: readonly WriteRequest[]): Promise<readonly Outcome[]> {
    const now = this.settings.now();
    this.remembered.forget(now.getTime());
    const draft = new VipDraft(this.table);
    const changes: Change[] = [];
    const outcomes = requests.map((request) => this.#decide(request, draft, changes, now));
    if (changes.length === 0) return outcomes;
    await this.journal.append(changes);
    for (const change of changes) {
      this.table.set(change.id, change.after);
      this.remembered.add(change);
    }
    this.lastSeq += changes.length;
    this.settings.onChange?.();
    if (this.journal.full) await this.#compact();
    return outcomes;
  }

  #decide(request: WriteRequest, draft: VipDraft, changes: Change[], now: Date): Outcome {
    const { id, key, digest, requestId, caller } = request;
    const earlier =
      changes.find((change) => change.key === key && change.who === caller.name) ??
      this.remembered.get(caller.name, key);
    if (earlier !== undefined) return earlier.digest === digest ? outcomeOf(earlier, true) : keyReused(key);
    const verdict = decideWrite(request, draft);
    if (verdict.kind === 'refused') return verdict;
    if (verdict.kind === 'unchanged') {
      return { kind: 'recorded', record: verdict.record, created: false, replayed: false };
    }
    const { action, before = null } = verdict;
    const seq = this.lastSeq + changes.length + 1;
    const time = now.toISOString();
    const after = verdict.after && {
      id,
      ...verdict.after,
      seq,
      createdAt: before?.createdAt ?? time,
      updatedAt: time,
    };
    const change: Change = {
      ...{ seq, time, who: caller.name, key, digest, requestId },
      ...{ action, id, before, after: after ?? null },
    };
    changes.push(change);
    draft.set(id, change.after);
    return outcomeOf(change, false);
  }

  async #compact(): Promise<void> {
    const vips = [...this.table.following()];
    await writeSnapshot(this.settings.folder, { seq: this.lastSeq, vips, remembered: this.remembered.all() });
    await this.journal.rotate();
  }
}

function outcomeOf({ action, after }: Change, replayed: boolean): Outcome {
  if (after === null) return { kind: 'removed', replayed };
  return { kind: 'recorded', record: after, created: action === 'create', replayed };
}

function keyReused(key: string): Outcome {
  const detail = `The idempotency key ${key} came with another request before.`;
  return { kind: 'refused', problem: { code: 'key-reused', detail } };
}
