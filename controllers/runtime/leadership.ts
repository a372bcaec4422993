import { StatewrightError } from '../../api/errors/index.js';
import type { Clock, Permit } from '../../kubernetes/index.js';

/** The right to act as leader. It ends before anybody else can have it, whatever happens to this process. */
export interface Leadership extends Permit {
  /** Fencing token: grows with every leader of the lease. */
  readonly transitions: number;
  /** Reads the clock: true only while no other process can be leading. */
  readonly held: boolean;
}

/**
 * Leadership until a moment that each renewal moves on. The moment is kept on two clocks: the monotonic one stands
 * still while a machine is suspended, and the date does not.
 */
export class TimedLeadership implements Leadership {
  readonly #abort = new AbortController();
  #monotonicEnd = 0;
  #dateEnd = 0;

  constructor(
    private readonly lease: string,
    readonly transitions: number,
    private readonly termMs: number,
    private readonly clock: Clock,
  ) {
    const { monotonic, date } = this.now();
    this.#monotonicEnd = monotonic + termMs;
    this.#dateEnd = date + termMs;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get held(): boolean {
    if (!this.signal.aborted && this.remainingMs <= 0) this.end();
    return !this.signal.aborted;
  }

  /** Milliseconds until leadership ends by itself. */
  get remainingMs(): number {
    const { monotonic, date } = this.now();
    return Math.min(this.#monotonicEnd - monotonic, this.#dateEnd - date);
  }

  assertHeld(): void {
    if (!this.held) throw this.signal.reason;
  }

  /** The moment to take before a renewal is sent: another candidate counts from later. */
  now(): { readonly monotonic: number; readonly date: number } {
    return { monotonic: this.clock.monotonic(), date: this.clock.date().getTime() };
  }

  /** A renewal sent at that moment succeeded. Leadership that has ended meanwhile stays ended. */
  extendFrom(sent: { readonly monotonic: number; readonly date: number }): void {
    if (!this.held) return;
    this.#monotonicEnd = sent.monotonic + this.termMs;
    this.#dateEnd = sent.date + this.termMs;
  }

  end(): void {
    this.#abort.abort(new StatewrightError('LeaseLost', { lease: this.lease }));
  }
}
