import type { RecordedVip, Vip } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import type { Balancer, BalancerCall, Precondition } from '../balancer/provider.js';
import type { HaproxyHost, ReadRecords } from './haproxy-host.js';
import { balancerName, judge, type Change, type Records } from './recorded.js';

interface Waiting {
  readonly change: Change;
  readonly resolve: (recorded: RecordedVip | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const pageSize = 500;
/** How often it is begun anew when others write to the same files. */
const mostAttempts = 10;

/**
 * A plain HAProxy without an API. Changes that come together are written together: one check and one reload for all.
 * Anything that HAProxy does not take is told apart from the rest, which goes through.
 */
export class HaproxyBalancer implements Balancer {
  readonly name = balancerName;
  #waiting: Waiting[] = [];
  #isWriting = false;

  /** `owner`: UID of the cluster's namespace kube-system. */
  constructor(
    private readonly host: HaproxyHost,
    private readonly owner: string,
  ) {}

  async ofService(service: ObjectKey, call?: BalancerCall): Promise<readonly RecordedVip[]> {
    const owned = await this.#owned(call);
    return owned.filter(
      ({ vip }) => vip.service.namespace === service.namespace && vip.service.name === service.name,
    );
  }

  async get(id: string, call?: BalancerCall): Promise<RecordedVip | undefined> {
    call?.signal?.throwIfAborted();
    return (await this.host.read()).records.vips.find((each) => each.id === id);
  }

  async put(id: string, vip: Vip, precondition: Precondition, call?: BalancerCall): Promise<RecordedVip> {
    call?.signal?.throwIfAborted();
    const recorded = await this.#write({ kind: 'put', owner: this.owner, id, vip, precondition });
    if (recorded === undefined) throw new Error(`nothing is recorded for ${id} though it was written`);
    return recorded;
  }

  async remove({ id, version }: RecordedVip, call?: BalancerCall): Promise<'removed' | 'absent'> {
    if ((await this.get(id, call)) === undefined) return 'absent';
    await this.#write({ kind: 'remove', owner: this.owner, id, version });
    return 'removed';
  }

  async *listOwned(call?: BalancerCall): AsyncGenerator<readonly RecordedVip[]> {
    const owned = await this.#owned(call);
    for (let start = 0; start < owned.length; start += pageSize) yield owned.slice(start, start + pageSize);
  }

  async #owned(call: BalancerCall | undefined): Promise<readonly RecordedVip[]> {
    call?.signal?.throwIfAborted();
    return (await this.host.read()).records.vips.filter(({ owner }) => owner === this.owner);
  }

  #write(change: Change): Promise<RecordedVip | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#writeTogether(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
    this.#isWriting = false;
  }

  async #writeTogether(batch: readonly Waiting[], attempt = 1): Promise<void> {
    const before = await this.host.read();
    const { records, tell } = judgeAll(before, batch);
    const outcome = records === before.records ? 'committed' : await this.host.commit(records, before.digest);
    if (outcome === 'committed') {
      tell();
    } else if (outcome === 'changed') {
      if (attempt === mostAttempts) throw busy();
      await this.#writeTogether(batch, attempt + 1);
    } else if (batch.length > 1) {
      for (const one of batch) await this.#writeTogether([one]).catch(one.reject);
    } else {
      for (const { change, reject } of batch) reject(refused(change.id, outcome.refusedBecause));
    }
  }
}

/** One change after the other, each on what the one before left. `tell` lets all know, once it is written. */
function judgeAll(
  before: ReadRecords,
  batch: readonly Waiting[],
): { readonly records: Records; readonly tell: () => void } {
  const telling: (() => void)[] = [];
  let { records } = before;
  for (const { change, resolve, reject } of batch) {
    const judgement = judge(records, change);
    if (judgement.kind === 'refused') telling.push(() => reject(judgement.error));
    else telling.push(() => resolve(judgement.recorded));
    if (judgement.kind === 'changed') records = judgement.records;
  }
  return { records, tell: () => telling.forEach((each) => each()) };
}

function busy(): StatewrightError {
  const reason = 'others write to its files all the time';
  return new StatewrightError('BalancerUnavailable', {
    balancer: balancerName,
    verb: 'change',
    vip: 'its files',
    reason,
  });
}

function refused(vip: string, reason: string): StatewrightError {
  return new StatewrightError('BalancerRefused', { balancer: balancerName, vip, reason });
}
