import { setTimeout as sleepFor } from 'node:timers/promises';

/** Time as an argument, so that tests decide when it passes. All durations are in milliseconds. */
export interface Clock {
  /** Milliseconds on a clock that never goes back and says nothing about the date (CLOCK_MONOTONIC on Linux). */
  monotonic(): number;
  /** The date of this machine; may jump. */
  date(): Date;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  date: () => new Date(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    try {
      await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // Node rejects with its own AbortError; the caller is owed the reason it gave.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
