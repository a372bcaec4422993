import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';
import type { Clock } from '../../kubernetes/index.js';
import { OvsdbConnection } from './connection.js';
import type { Operation } from './operations.js';
import { Replica } from './replica.js';
import { monitorRequests } from './schema.js';

const DATABASE = 'Open_vSwitch';
const CALL_MS = 10_000;
const RECONNECT_MS = 500;
const ECHO_EVERY_MS = 5_000;

/** One result an operation; after a failure the rest is null, and a refused commit adds one at the end. */
const resultsSchema = z.array(
  z.union([z.null(), z.looseObject({ error: z.string().optional(), details: z.string().optional() })]),
);

export interface DatabaseSettings {
  readonly socketPath: string;
  readonly clock: Clock;
  /** Told of each loss of the connection, and of each try that failed, in a sentence. */
  readonly onTrouble: (reason: string) => void;
}

/**
 * The switch's database: our columns of it as they are now, kept by its monitor, and transactions. Connects by itself
 * and again after each loss, and then starts from a whole new picture.
 */
export class OvsDatabase {
  readonly #listeners = new Set<() => void>();
  readonly #ending = new AbortController();
  #connection: OvsdbConnection | undefined;
  #replica: Replica | undefined;
  #trouble = 'not connected yet';
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly settings: DatabaseSettings) {}

  start(): void {
    this.#running = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#ending.abort(new Error('ending'));
    this.#connection?.close('ending');
    await this.#running;
  }

  /** What the database holds, as last told. @throws StatewrightError OvsUnavailable while there is no connection. */
  view(): Replica {
    if (this.#replica === undefined) throw this.#unavailable();
    return this.#replica;
  }

  /** Undefined when connected, else why not. */
  get trouble(): string | undefined {
    return this.#replica === undefined ? this.#trouble : undefined;
  }

  /** Called after each change, and when the connection comes or goes. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * All operations or none. When it returns, `view` shows their effect: the server sends updates before the reply.
   * @throws StatewrightError OvsConflict when a `wait` does not hold, OvsRefused, or OvsUnavailable: then it may have happened
   */
  async transact(operations: readonly Operation[]): Promise<void> {
    if (operations.length === 0) return;
    const connection = this.#connection;
    if (connection === undefined || this.#replica === undefined) throw this.#unavailable();
    const reply = await connection.call('transact', [DATABASE, ...operations], CALL_MS);
    const results = resultsSchema.safeParse(reply);
    if (!results.success) throw new StatewrightError('OvsRefused', { reason: 'its reply has no known form' });
    for (const [index, result] of results.data.entries()) {
      if (result?.error === undefined) continue;
      const operation = operations[index];
      if (operation?.op === 'wait' && result.error === 'timed out') {
        const what = `${operation.table} ${JSON.stringify(operation.where)}`;
        throw new StatewrightError('OvsConflict', { what });
      }
      throw new StatewrightError('OvsRefused', {
        reason: `${result.error}: ${result.details ?? 'no details'}`,
      });
    }
  }

  /**
   * Waits until `look` finds something in the picture.
   * @throws StatewrightError OvsUnavailable when it does not within `timeoutMs`, naming `what` was waited for
   */
  async until<T>(what: string, look: (replica: Replica) => T | undefined, timeoutMs: number): Promise<T> {
    const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#ending.signal]);
    return new Promise<T>((resolve, reject) => {
      const settle = (act: () => void): void => {
        end();
        limit.removeEventListener('abort', late);
        act();
      };
      const check = (): void => {
        try {
          const found = this.#replica === undefined ? undefined : look(this.#replica);
          if (found !== undefined) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      const late = (): void => {
        const reason = this.trouble ?? `${what} did not come about within ${timeoutMs} ms`;
        settle(() =>
          reject(new StatewrightError('OvsUnavailable', { socket: this.settings.socketPath, reason })),
        );
      };
      const end = this.onChange(check);
      limit.addEventListener('abort', late);
      check();
    });
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await this.#stayConnected();
      } catch (error) {
        this.#lost(error instanceof Error ? error.message : String(error));
      }
      await this.settings.clock.sleep(RECONNECT_MS, signal).catch(() => undefined);
    }
  }

  async #stayConnected(): Promise<void> {
    const replica = new Replica();
    let closed: (() => void) | undefined;
    const end = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const connection = await OvsdbConnection.open(this.settings.socketPath, {
      onUpdate: (updates) => {
        replica.apply(updates);
        if (this.#replica === replica) this.#changed();
      },
      onClose: (reason) => {
        this.#lost(reason);
        closed?.();
      },
    });
    this.#connection = connection;
    try {
      replica.apply(await connection.call('monitor', [DATABASE, null, monitorRequests], CALL_MS));
      this.#replica = replica;
      this.#changed();
      const echo = setInterval(
        () => void connection.call('echo', [], CALL_MS).catch(() => undefined),
        ECHO_EVERY_MS,
      );
      await end;
      clearInterval(echo);
    } finally {
      connection.close('starting afresh');
    }
  }

  #lost(reason: string): void {
    this.#connection = undefined;
    this.#replica = undefined;
    this.#trouble = reason;
    if (!this.#ending.signal.aborted) this.settings.onTrouble(reason);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #unavailable(): StatewrightError {
    return new StatewrightError('OvsUnavailable', {
      socket: this.settings.socketPath,
      reason: this.#trouble,
    });
  }
}
