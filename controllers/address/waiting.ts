import type { FieldProblem } from '../../api/errors/index.js';
import type { IPReservation } from '../../api/network/index.js';
import type { EventRecorder } from '../runtime/events.js';
import type { Key } from '../runtime/store.js';
import type { PodNeed } from './pod-need.js';

/** Pods that wait for something, and what people were last told of it. */
export class Waiting {
  readonly #told = new Map<Key, string>();

  constructor(private readonly events: Pick<EventRecorder, 'record'>) {}

  keys(): IterableIterator<Key> {
    return this.#told.keys();
  }

  /** Waits no more. */
  end(key: Key): void {
    this.#told.delete(key);
  }

  /** Tells people what the pod waits for, once; returns the sentence. */
  tell(key: Key, { namespace, name, uid }: PodNeed, problem: FieldProblem): string {
    const message = `${problem.sentence} ${problem.remedy}`;
    if (this.#told.get(key) === message) return message;
    this.events.record({
      regarding: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
      type: 'Warning',
      reason: problem.code,
      action: 'ReserveAddress',
      note: message,
    });
    this.#told.set(key, message);
    return message;
  }
}

/** Whether the reservation says all this already, and for that pod. */
export function saysSo(
  reservation: IPReservation | undefined,
  { spec, status }: Pick<IPReservation, 'spec' | 'status'>,
  message: string,
): boolean {
  return (
    reservation?.status?.message === message &&
    reservation.status.podUID === status?.podUID &&
    reservation.spec.pool === spec.pool &&
    reservation.spec.addresses.join() === spec.addresses.join()
  );
}
