import { createHash } from 'node:crypto';
import { events, systemClock, type Clock, type KubernetesClient } from '../../kubernetes/index.js';
import { microTime } from './lease-record.js';
import { noLog, noMetrics, type Log, type RuntimeMetrics } from './observation.js';

/** The object an event is about. */
export interface Regarding {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid: string;
}

export interface Occurrence {
  readonly regarding: Regarding;
  readonly type: 'Normal' | 'Warning';
  /** In CamelCase, for machines: why. */
  readonly reason: string;
  /** In CamelCase, for machines: what was done. */
  readonly action: string;
  /** A sentence for people; what exceeds 1,024 bytes is cut off. */
  readonly note: string;
}

export interface EventRecorderSettings {
  readonly client: KubernetesClient;
  /** For example `statewright.io/controller`. */
  readonly controller: string;
  /** Differs for each process. */
  readonly instance: string;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly metrics?: RuntimeMetrics;
}

interface Series {
  readonly namespace: string;
  readonly name: string;
  count: number;
  lastAt: number;
  /** How often it had happened when the API server was last told. */
  told: number;
  toldAt: number;
}

/** The same occurrence within this time is one event with a count (k8s.io/client-go tools/events: 6 min). */
const SERIES_MS = 6 * 60_000;
/** An event that goes on is told of this often at most. */
const RETELL_MS = 30_000;
/** Events that may wait for the API server; more are dropped. */
const LONGEST_QUEUE = 200;
const MOST_SERIES = 2_000;
/** For one object: this many new events at once, and one more each `REFILL_MS` (client-go's spam filter). */
const BURST = 25;
const REFILL_MS = 5 * 60_000;

/**
 * Tells people of occurrences by events.k8s.io/v1 Events. `record` returns at once and never fails: an event that
 * cannot be written is dropped and counted, since what it is about must go on.
 */
export class EventRecorder {
  readonly #series = new Map<string, Series>();
  readonly #allowance = new Map<string, { tokens: number; at: number }>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #metrics: RuntimeMetrics;
  #waiting = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly settings: EventRecorderSettings) {
    this.#clock = settings.clock ?? systemClock;
    this.#log = settings.log ?? noLog;
    this.#metrics = settings.metrics ?? noMetrics;
  }

  record(occurrence: Occurrence): void {
    const now = this.#clock.monotonic();
    const id = identify(occurrence);
    const known = this.#series.get(id);
    if (known !== undefined && now - known.lastAt < SERIES_MS) {
      known.count += 1;
      known.lastAt = now;
      if (known.told === 1 || now - known.toldAt >= RETELL_MS) this.#retell(known);
      return;
    }
    if (known !== undefined) this.#forget(id, known);
    if (!this.#allow(occurrence.regarding.uid, now)) {
      this.#metrics.eventsDropped(1);
      return;
    }
    this.#tell(id, occurrence, now);
  }

  /** Writes the counts not told yet, and waits until all is written. */
  async flush(): Promise<void> {
    for (const series of this.#series.values()) {
      if (series.count > series.told) this.#retell(series);
    }
    await this.#writing;
  }

  #tell(id: string, { regarding, ...occurrence }: Occurrence, now: number): void {
    const { client, controller, instance } = this.settings;
    const date = this.#clock.date();
    // The name is of use to nobody but must differ; the object's own is shortened to leave room.
    const stem = regarding.name.slice(0, 200).replace(/[-.]+$/, '');
    const metadata = {
      namespace: regarding.namespace ?? 'default',
      name: `${stem}.${id.slice(0, 16)}.${date.getTime().toString(36)}`,
    };
    const event = {
      metadata,
      ...occurrence,
      note: cut(occurrence.note, 1_024),
      eventTime: microTime(date),
      reportingController: controller,
      reportingInstance: instance.slice(0, 128),
      regarding,
    };
    this.#prune();
    // Known from now on, so that a second occurrence joins it even before it is written.
    this.#series.set(id, { ...metadata, count: 1, lastAt: now, told: 1, toldAt: now });
    this.#enqueue(async () => {
      await client.create(events, event).catch((error: unknown) => {
        this.#series.delete(id);
        throw error;
      });
    });
  }

  #retell(series: Series): void {
    const { count, namespace, name } = series;
    series.told = count;
    series.toldAt = this.#clock.monotonic();
    const lastObservedTime = microTime(this.#clock.date());
    this.#enqueue(async () => {
      await this.settings.client.mergePatch(
        events,
        { namespace, name },
        { series: { count, lastObservedTime } },
      );
    });
  }

  #enqueue(write: () => Promise<void>): void {
    if (this.#waiting >= LONGEST_QUEUE) {
      this.#metrics.eventsDropped(1);
      return;
    }
    this.#waiting += 1;
    this.#writing = this.#writing
      .then(write)
      .catch((error: unknown) => {
        this.#metrics.eventsDropped(1);
        this.#log.debug({ err: error }, 'an event was not written');
      })
      .finally(() => (this.#waiting -= 1));
  }

  #forget(id: string, series: Series): void {
    if (series.count > series.told) this.#retell(series);
    this.#series.delete(id);
  }

  /** Forgets what is over, and the oldest when there is too much. */
  #prune(): void {
    if (this.#series.size < MOST_SERIES) return;
    const [oldest] = [...this.#series].sort(([, a], [, b]) => a.lastAt - b.lastAt);
    if (oldest !== undefined) this.#forget(...oldest);
  }

  #allow(uid: string, now: number): boolean {
    const { tokens, at } = this.#allowance.get(uid) ?? { tokens: BURST, at: now };
    const available = Math.min(BURST, tokens + (now - at) / REFILL_MS);
    const allowed = available >= 1;
    this.#allowance.delete(uid);
    this.#allowance.set(uid, { tokens: allowed ? available - 1 : available, at: now });
    const [oldest] = this.#allowance.keys();
    if (this.#allowance.size > MOST_SERIES && oldest !== undefined) this.#allowance.delete(oldest);
    return allowed;
  }
}

function identify({ regarding, type, reason, action, note }: Occurrence): string {
  return createHash('sha256')
    .update(JSON.stringify([regarding.uid, type, reason, action, note]))
    .digest('hex');
}

/** Whole characters within so many bytes, which is how the API server counts. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes - 3), { stream: true }) + '…';
}
