import type { Clock } from '../../kubernetes/clock.js';

export interface BreakerSettings {
  /** So many failures with no success between them open the circuit. */
  readonly failures: number;
  /** How long it is open then, in milliseconds; twice as long each time that the probe fails too, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Retry-After is granted up to this, in milliseconds. */
  readonly longestRetryAfterMs: number;
}

export const breakerDefaults: BreakerSettings = {
  failures: 5,
  firstPauseMs: 500,
  longestPauseMs: 5_000,
  longestRetryAfterMs: 60_000,
};

/**
 * Spares a balancer that is in trouble, and those who wait for it. A failure is no reply, a time-out, 429 or 5xx.
 *
 * | State     | A request                | Success | Failure                       | Retry-After         |
 * | --------- | ------------------------ | ------- | ----------------------------- | ------------------- |
 * | closed    | goes                     | closed  | open after so many in a row   | open for that long  |
 * | open      | is refused until the time | closed  | stays                        | open for longer     |
 * | half-open | one goes, others refused | closed  | open, twice as long           | open for that long  |
 *
 * Open ends by itself in half-open. What was sent before it opened may still end in success: it closes the circuit.
 */
export class CircuitBreaker {
  #failures = 0;
  #openings = 0;
  #openUntil = 0;
  #probing = false;

  constructor(
    private readonly settings: BreakerSettings,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Undefined: send it, and say how it went. Else for how many milliseconds none should be sent. */
  refusal(): number | undefined {
    if (this.#openings === 0) return undefined;
    const left = this.#openUntil - this.clock.monotonic();
    if (left > 0) return left;
    if (this.#probing) return this.settings.firstPauseMs;
    this.#probing = true;
    return undefined;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openings = 0;
    this.#probing = false;
  }

  /** @param retryAfterMs what the balancer asked for */
  failed(retryAfterMs?: number): void {
    const { failures, firstPauseMs, longestPauseMs, longestRetryAfterMs } = this.settings;
    const probed = this.#probing;
    this.#probing = false;
    this.#failures += 1;
    const [now, open] = [this.clock.monotonic(), this.#openings > 0 && !probed];
    if (retryAfterMs !== undefined) {
      this.#openings = Math.max(this.#openings, 1);
      this.#openUntil = Math.max(this.#openUntil, now + Math.min(retryAfterMs, longestRetryAfterMs));
    } else if (!open && (probed || this.#failures >= failures)) {
      this.#openUntil = now + Math.min(firstPauseMs * 2 ** this.#openings, longestPauseMs);
      this.#openings += 1;
    }
  }

  /** The caller did not wait for the end: nothing was learned. */
  abandoned(): void {
    this.#probing = false;
  }
}
