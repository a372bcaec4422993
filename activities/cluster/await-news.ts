import type { AwaitReport, AwaitRequest } from './contract.js';

/** What waiting needs of the world. */
export interface AwaitIo<R extends AwaitReport> {
  /** Reads live and judges. */
  look(): Promise<R>;
  /**
   * Resolves when a look may show something else, when this process is ending, or after `milliseconds`; rejects when
   * the wait is cancelled.
   */
  changed(milliseconds: number): Promise<void>;
  /** Whether this process is ending: the wait then hands over what it knows, and goes on in another process. */
  ending(): boolean;
  /** Milliseconds, from any origin, never going back. */
  now(): number;
  /** Milliseconds after which the world is looked at again without any sign of change; 5000 if left out. */
  readonly lookAgainMs?: number | undefined;
}

/** Signs can be lost. */
const usualLookAgainMs = 5_000;
/** Whoever waits hears from us at the latest after this time; well within the activity's own time limit. */
const reportAfterMs = 8 * 60_000;

/** Looks until the goal is reached, or until there is something new to show that has stood for the quiet time. */
export async function awaitNews<R extends AwaitReport>(request: AwaitRequest, io: AwaitIo<R>): Promise<R> {
  const begin = io.now();
  const { lookAgainMs = usualLookAgainMs } = io;
  for (;;) {
    const report = await io.look();
    const elapsed = io.now() - begin;
    const isNews = report.detail !== request.shown;
    if (report.reached || io.ending() || elapsed >= reportAfterMs) return report;
    if (isNews && elapsed >= request.quietMs) return report;
    await io.changed(isNews ? Math.min(lookAgainMs, request.quietMs - elapsed) : lookAgainMs);
  }
}
