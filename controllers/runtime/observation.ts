import type { WatchEvent } from '../../kubernetes/index.js';

/** Structured logging; a pino logger fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type WatchEnd = 'closed' | 'expired' | 'failed';
export type ReconcileOutcome = 'done' | 'requeued' | 'failed' | 'aborted';

/** Numbers that the runtime reports as they arise; the process decides what becomes of them. Times in milliseconds. */
export interface RuntimeMetrics {
  /** A complete list replaced or checked the cache of a watch. */
  listed(watch: string, objects: number, tookMs: number): void;
  watchEvent(watch: string, kind: WatchEvent<unknown>['kind']): void;
  watchEnded(watch: string, how: WatchEnd): void;
  /** Changes that a periodic relist found and no event had told of. Above zero is a defect somewhere. */
  missedEvents(watch: string, count: number): void;
  /** An object that its schema does not accept; it is kept out of the cache. */
  malformedObject(watch: string): void;
  cacheSize(watch: string, objects: number): void;
  queueDepth(queue: string, keys: number): void;
  /** From the moment a key became due until a worker took it. */
  queueWaited(queue: string, ms: number): void;
  reconciled(controller: string, outcome: ReconcileOutcome, tookMs: number): void;
  leading(lease: string, leading: boolean): void;
  eventsDropped(count: number): void;
}

const nothing = (): void => undefined;

export const noMetrics: RuntimeMetrics = {
  listed: nothing,
  watchEvent: nothing,
  watchEnded: nothing,
  missedEvents: nothing,
  malformedObject: nothing,
  cacheSize: nothing,
  queueDepth: nothing,
  queueWaited: nothing,
  reconciled: nothing,
  leading: nothing,
  eventsDropped: nothing,
};

export const noLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
