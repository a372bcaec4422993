import type { Clock } from './clock.js';

export interface RateLimit {
  /** Requests per second in the long run. */
  readonly qps: number;
  /** Requests that may go at once after a pause. */
  readonly burst: number;
}

/**
 * Token bucket in order of arrival, as client-go's `flowcontrol.NewTokenBucketRateLimiter`: it keeps one process
 * from flooding the API server however many workers it has.
 */
export class RateLimiter {
  #tokens: number;
  #asOf: number;

  constructor(
    private readonly limit: RateLimit,
    private readonly clock: Clock,
  ) {
    if (!(limit.qps > 0) || !(limit.burst >= 1))
      throw new RangeError('qps must be above 0 and burst at least 1');
    this.#tokens = limit.burst;
    this.#asOf = clock.monotonic();
  }

  /** Waits for the next free token; rejects with the signal's reason when it is aborted, and gives the token back. */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const now = this.clock.monotonic();
    this.#tokens = Math.min(this.limit.burst, this.#tokens + ((now - this.#asOf) / 1000) * this.limit.qps);
    this.#asOf = now;
    // Below zero means that the token is one of the future: the debt is the place in the queue.
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    try {
      await this.clock.sleep((-this.#tokens / this.limit.qps) * 1000, signal);
    } catch (error) {
      this.#tokens += 1;
      throw error;
    }
  }
}
