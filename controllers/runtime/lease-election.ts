import { isDeepStrictEqual } from 'node:util';
import { StatewrightError } from '../../api/errors/index.js';
import {
  leases,
  systemClock,
  type Clock,
  type KubernetesClient,
  type Lease,
  type ObjectToWrite,
} from '../../kubernetes/index.js';
import { TimedLeadership, type Leadership } from './leadership.js';
import { isFree, microTime, readRecord, writeRecord, type LeaseRecord } from './lease-record.js';
import { noLog, noMetrics, type Log, type RuntimeMetrics } from './observation.js';

export type { Leadership } from './leadership.js';

export interface LeaseElectionSettings {
  /** With a connection of its own, so that a renewal never waits behind other requests. */
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly name: string;
  /** Differs for each process, restarts included. */
  readonly identity: string;
  /** What others wait after the last renewal they saw; 15 s by default, whole seconds. */
  readonly leaseDurationMs?: number;
  /** How long a leader acts after the last renewal it sent and that succeeded; 10 s by default. */
  readonly renewDeadlineMs?: number;
  /** Between renewals and between attempts to acquire; 2 s by default. */
  readonly retryPeriodMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Log;
  readonly metrics?: RuntimeMetrics;
}

/** k8s.io/client-go tools/leaderelection `JitterFactor`. */
const JITTER = 1.2;

/**
 * Leader election over a coordination.k8s.io Lease with the record and the times of client-go's tools/leaderelection,
 * so that both kinds of candidates may stand for one lease. Clocks of machines need not agree, only run equally fast:
 * each candidate counts from when it saw the record change. Beyond client-go, losing is fenced: leadership ends by the
 * local clock `leaseDuration - renewDeadline` before anybody else can take over, and `assertHeld` asks that clock, so
 * that a process which was stopped and goes on does not act.
 */
export class LeaseElection {
  readonly #lease: string;
  readonly #durationMs: number;
  readonly #renewDeadlineMs: number;
  readonly #retryPeriodMs: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #log: Log;
  readonly #metrics: RuntimeMetrics;
  /** The last state of the lease that was read or written, and since when it is known to be unchanged. */
  #observed: { readonly lease: Lease; readonly record: LeaseRecord; readonly at: number } | undefined;

  constructor(private readonly settings: LeaseElectionSettings) {
    this.#lease = `${settings.namespace}/${settings.name}`;
    this.#durationMs = settings.leaseDurationMs ?? 15_000;
    this.#renewDeadlineMs = settings.renewDeadlineMs ?? 10_000;
    this.#retryPeriodMs = settings.retryPeriodMs ?? 2_000;
    this.#clock = settings.clock ?? systemClock;
    this.#random = settings.random ?? Math.random;
    this.#log = settings.log ?? noLog;
    this.#metrics = settings.metrics ?? noMetrics;
    // The same conditions as client-go's NewLeaderElector, without which the fence has no room.
    if (this.#durationMs <= this.#renewDeadlineMs || this.#renewDeadlineMs <= this.#retryPeriodMs * JITTER) {
      throw new RangeError(
        'leaseDuration must exceed renewDeadline, which must exceed 1.2 times retryPeriod',
      );
    }
  }

  /**
   * Waits for the lease, then does `work` while renewing it. When `work` is over, the lease is given back.
   * Returns without having led when `stop` comes first; `work` must heed `stop` itself.
   * @throws StatewrightError LeaseLost, after `work` has settled, when leadership ended before it.
   */
  async lead(stop: AbortSignal, work: (leadership: Leadership) => Promise<void>): Promise<void> {
    const leadership = await this.#acquire(stop);
    if (leadership === undefined) return;
    this.#metrics.leading(this.#lease, true);
    this.#log.info({ lease: this.#lease, transitions: leadership.transitions }, 'leading');
    const over = new AbortController();
    const renewing = this.#renew(leadership, over.signal);
    const fencing = fence(leadership, this.#clock, over.signal);
    const failure = await work(leadership).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const lost = !leadership.held;
    over.abort();
    await Promise.all([renewing, fencing]);
    leadership.end();
    this.#metrics.leading(this.#lease, false);
    this.#log.info({ lease: this.#lease, lost }, 'no longer leading');
    await this.#release(leadership.transitions);
    if (lost) throw new StatewrightError('LeaseLost', { lease: this.#lease }, { cause: failure?.error });
    if (failure !== undefined) throw failure.error;
  }

  async #acquire(stop: AbortSignal): Promise<TimedLeadership | undefined> {
    const stopped = (): boolean => stop.aborted;
    while (!stopped()) {
      try {
        const leadership = await this.#tryAcquire(stop);
        if (leadership?.held === true) return leadership;
      } catch (error) {
        if (!stop.aborted)
          this.#log.warn({ lease: this.#lease, err: error }, 'could not stand for the lease');
      }
      const pause = this.#retryPeriodMs * (1 + JITTER * this.#random());
      await this.#clock.sleep(pause, stop).catch(() => undefined);
    }
    return undefined;
  }

  async #tryAcquire(stop: AbortSignal): Promise<TimedLeadership | undefined> {
    const { client, namespace, name } = this.settings;
    const timeoutMs = this.#renewDeadlineMs / 2;
    const lease = await client.get(leases, { namespace, name }, { signal: stop, timeoutMs });
    const observed = lease === undefined ? undefined : this.#observe(lease);
    if (observed !== undefined && !isFree(observed.record, observed.at, this.#clock.monotonic()))
      return undefined;

    const transitions = observed === undefined ? 0 : observed.record.transitions + 1;
    // Its term counts from before the write. The write itself is not given up at `stop`, or it might be carried out
    // with nobody left to give the lease back.
    const leadership = new TimedLeadership(this.#lease, transitions, this.#renewDeadlineMs, this.#clock);
    const acquired = microTime(this.#clock.date());
    const object = this.#object(observed?.lease, { acquired, transitions });
    const written =
      observed === undefined
        ? await client.create(leases, object, { timeoutMs })
        : await client.replace(leases, object, { timeoutMs });
    this.#observe(written);
    return leadership;
  }

  async #renew(leadership: TimedLeadership, over: AbortSignal): Promise<void> {
    const { client, identity } = this.settings;
    for (;;) {
      await this.#clock.sleep(this.#retryPeriodMs, over).catch(() => undefined);
      const { lease, record } = this.#observed ?? {};
      if (over.aborted || !leadership.held || lease === undefined) return;
      const sent = leadership.now();
      const timeoutMs = Math.max(1, Math.min(this.#renewDeadlineMs / 2, leadership.remainingMs));
      const { transitions } = leadership;
      const acquired = record?.acquireTime ?? microTime(this.#clock.date());
      try {
        this.#observe(
          await client.replace(leases, this.#object(lease, { acquired, transitions }), { timeoutMs }),
        );
        leadership.extendFrom(sent);
      } catch (error) {
        this.#log.warn({ lease: this.#lease, err: error }, 'the lease was not renewed');
        const now = await this.#look(timeoutMs);
        if (now === 'unknown') continue;
        // Whoever else is named there, or nobody: this process is not the leader by that record.
        if (now?.holder !== identity || now.transitions !== transitions) leadership.end();
      }
    }
  }

  /** Reads the record afresh; undefined when the lease does not exist. */
  async #look(timeoutMs: number): Promise<LeaseRecord | undefined | 'unknown'> {
    const { client, namespace, name } = this.settings;
    try {
      const lease = await client.get(leases, { namespace, name }, { timeoutMs });
      return lease === undefined ? undefined : this.#observe(lease).record;
    } catch {
      return 'unknown';
    }
  }

  /** Lets the next candidate in at once instead of after the lease's duration. Failing to do so does no harm. */
  async #release(transitions: number): Promise<void> {
    const record = await this.#look(this.#retryPeriodMs);
    const lease = this.#observed?.lease;
    if (record === undefined || record === 'unknown' || lease === undefined) return;
    if (record.holder !== this.settings.identity || record.transitions !== transitions) return;
    const now = microTime(this.#clock.date());
    const vacant = { holder: '', durationMs: 1_000, transitions };
    const object = writeRecord(lease, vacant, { acquired: now, renewed: now });
    await this.settings.client.replace(leases, object, { timeoutMs: this.#retryPeriodMs }).then(
      (written) => this.#observe(written),
      (error: unknown) => this.#log.warn({ lease: this.#lease, err: error }, 'the lease was not given back'),
    );
  }

  #object(
    lease: Lease | undefined,
    fields: { readonly acquired: string; readonly transitions: number },
  ): ObjectToWrite {
    const { namespace, name, identity } = this.settings;
    const record = { holder: identity, durationMs: this.#durationMs, transitions: fields.transitions };
    const times = { acquired: fields.acquired, renewed: microTime(this.#clock.date()) };
    return writeRecord(lease ?? { metadata: { namespace, name } }, record, times);
  }

  #observe(lease: Lease): { readonly lease: Lease; readonly record: LeaseRecord; readonly at: number } {
    const record = readRecord(lease);
    const unchanged = this.#observed !== undefined && isDeepStrictEqual(this.#observed.record, record);
    const at = unchanged && this.#observed !== undefined ? this.#observed.at : this.#clock.monotonic();
    this.#observed = { lease, record, at };
    return this.#observed;
  }
}

/** Ends leadership when its term is over, so that what is under way is cancelled then and not when it next asks. */
async function fence(leadership: TimedLeadership, clock: Clock, over: AbortSignal): Promise<void> {
  while (!over.aborted && leadership.held) {
    await clock.sleep(Math.max(1, leadership.remainingMs), over).catch(() => undefined);
  }
}
