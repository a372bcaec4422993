import { cancellationSignal, cancelled, heartbeat, sleep } from '@temporalio/activity';
import type { AwaitIo } from './await-news.js';
import type { AwaitReport } from './contract.js';

/** A wait tells Temporal that it lives at least this often; well within the heartbeat time-out. */
const heartbeatMs = 2_000;

/** Waits with heartbeats; `sign` may resolve early when something happened. */
export function waitingIo<R extends AwaitReport>(
  ending: AbortSignal,
  look: () => Promise<R>,
  sign: (signal: AbortSignal) => Promise<void>,
  lookAgainMs?: number,
): AwaitIo<R> {
  return {
    look: async () => {
      try {
        const report = await look();
        heartbeat(report.detail);
        return report;
      } catch (error) {
        // What a cancelled look fails with is not news.
        if (cancellationSignal().aborted) await cancelled();
        throw error;
      }
    },
    changed: async (milliseconds) => {
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, ending, cancellationSignal()]);
      const beat = setInterval(heartbeat, heartbeatMs);
      try {
        await Promise.race([sign(signal), nothingTells(signal), sleep(milliseconds)]);
        // Whoever is told first resolves; a wait that was cancelled must not go on looking.
        if (cancellationSignal().aborted) await cancelled();
      } finally {
        clearInterval(beat);
        ended.abort();
      }
    },
    ending: () => ending.aborted,
    now: () => performance.now(),
    lookAgainMs,
  };
}

/** Resolves when the signal comes. */
export function nothingTells(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
