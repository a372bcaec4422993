import { setMaxListeners } from 'node:events';
import { systemClock, type Clock } from '../../kubernetes/index.js';
import type { Controller, ReconcileContext, Source } from './controller.js';
import type { Leadership } from './lease-election.js';

export interface RunOptions {
  readonly controllers: readonly Controller[];
  /** Aborted when the process should end: keys in hand are finished, no new ones taken up. */
  readonly stop: AbortSignal;
  /** When it ends, everything in hand is aborted at once. Without it the controllers need no lease. */
  readonly leadership?: Leadership;
  /** Milliseconds that keys in hand may take after `stop`; 20 s by default. */
  readonly drainMs?: number;
  readonly clock?: Clock;
}

/** Runs controllers and the watches they share until stopped or no longer leading; returns when nobody acts any more. */
export async function runControllers(options: RunOptions): Promise<void> {
  const { controllers, leadership, clock = systemClock, drainMs = 20_000 } = options;
  const takeNoMore = new AbortController();
  const abandon = new AbortController();
  const finished = new AbortController();
  // Every request and every watch listens, however many there are at once; each lets go when it is over.
  setMaxListeners(0, abandon.signal, finished.signal);

  const onStop = (): void => {
    takeNoMore.abort();
    clock.sleep(drainMs, finished.signal).then(
      () => abandon.abort(new Error(`not finished ${drainMs} ms after the process was asked to end`)),
      () => undefined,
    );
  };
  const onLoss = (): void => {
    abandon.abort(leadership?.signal.reason);
    takeNoMore.abort();
  };
  const detach = [whenAborted(options.stop, onStop), whenAborted(leadership?.signal, onLoss)];

  const context: ReconcileContext = {
    signal: abandon.signal,
    assertLeading() {
      abandon.signal.throwIfAborted();
      leadership?.assertHeld();
    },
  };
  const watches = distinct(controllers.flatMap(({ sources }) => sources)).map((source) =>
    source.run(finished.signal),
  );
  try {
    await Promise.all(controllers.map((controller) => controller.run(takeNoMore.signal, context)));
  } finally {
    finished.abort();
    detach.forEach((remove) => remove());
    await Promise.all(watches);
  }
}

function distinct(sources: readonly Source[]): readonly Source[] {
  return [...new Map(sources.map((source) => [source.identity, source])).values()];
}

function whenAborted(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted === true) act();
  else signal?.addEventListener('abort', act, { once: true });
  return () => signal?.removeEventListener('abort', act);
}
