import type { Clock } from './clock.js';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** A clock for tests: time stands still until `advance` is called. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(private readonly epoch: Date = new Date('2030-01-01T00:00:00Z')) {}

  monotonic(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.epoch.getTime() + this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        at: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        stop();
        return;
      }
      signal?.addEventListener('abort', stop, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** How many callers wait for time to pass. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Milliseconds until the next sleeper wakes, or undefined if nobody sleeps. */
  get untilNext(): number | undefined {
    const earliest = Math.min(...[...this.#sleepers].map((sleeper) => sleeper.at));
    return Number.isFinite(earliest) ? Math.max(0, earliest - this.#now) : undefined;
  }

  /** Lets `ms` pass, waking sleepers in the order of their times; each runs before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due.at);
      due.wake();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets every promise that is ready run its course, including chains of several steps. */
async function settle(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
