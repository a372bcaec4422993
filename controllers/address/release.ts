import type { IPReservation } from '../../api/network/index.js';
import type { CallOptions, KubernetesClient } from '../../kubernetes/index.js';
import { refOf, type Key } from '../runtime/store.js';
import type { WorkResult } from '../runtime/work-queue.js';
import type { AddressViews } from './cache.js';
import { releasedStatus } from './decide.js';
import type { Knowledge } from './knowledge.js';
import { needOf, needyPods } from './pod-need.js';
import { after, done, outdatedMs, waitMs } from './pace.js';
import { writeReservation } from './writes.js';

export interface ReleaseScope {
  readonly client: KubernetesClient;
  readonly caches: Pick<AddressViews, 'pools'>;
  readonly knowledge: Knowledge;
  readonly date: () => Date;
}

/**
 * Writes down that the pod of a reservation is gone. Only the API server's word that it is ends a bond: what the cache does not
 * show may be there.
 */
export async function release(
  { client, caches, knowledge, date }: ReleaseScope,
  key: Key,
  reservation: IPReservation,
  call: CallOptions,
): Promise<WorkResult> {
  const { metadata, status } = reservation;
  if (status?.phase === 'Released') return done;
  const live = await client.get(needyPods, refOf(key), call);
  if (live !== undefined && needOf(live) !== undefined) return after(outdatedMs);
  if (live !== undefined && live.metadata.uid === status?.podUID) return after(waitMs);
  const released = releasedStatus(reservation, caches.pools.store.get(reservation.spec.pool), date());
  const wanted = { spec: reservation.spec, status: released };
  const written = await writeReservation(client, metadata.name, reservation, wanted, call);
  const now = written.kind === 'written' ? written.reservation : written.live;
  if (now !== undefined) knowledge.saw(now);
  return written.kind === 'written' || now === undefined ? done : after(outdatedMs);
}
