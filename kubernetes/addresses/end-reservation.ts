import type { IPReservation } from '../../api/network/index.js';
import type { CallOptions, KubernetesClient } from '../client.js';
import { ipReservations } from '../resources/addresses.js';
import { freeAddress } from './free.js';
import { isOvertaken } from './outcome.js';

/** All addresses that a reservation holds or has held and not given up yet. */
export function addressesOf({ spec }: Pick<IPReservation, 'spec'>): readonly string[] {
  return [...spec.addresses, ...(spec.former ?? []).map(({ address }) => address)];
}

export type EndOutcome = { readonly kind: 'ended'; readonly freed: number } | { readonly kind: 'changed' };

/**
 * Deletes the reservation as it was read, and frees its addresses. A pod that came back meanwhile has bound it, which is a
 * newer version: then nothing is done. If the process ends in between, what is left is freed by the next sweep.
 */
export async function endReservation(
  client: KubernetesClient,
  reservation: Pick<IPReservation, 'metadata' | 'spec'>,
  now: Date,
  call: CallOptions = {},
): Promise<EndOutcome> {
  const { name, uid, resourceVersion } = reservation.metadata;
  try {
    await client.delete(ipReservations, { name }, { ...call, uid, resourceVersion });
  } catch (error) {
    if (isOvertaken(error)) return { kind: 'changed' };
    throw error;
  }
  const outcomes = await Promise.all(
    addressesOf(reservation).map((address) => freeAddress(client, address, now, call)),
  );
  return { kind: 'ended', freed: outcomes.filter((outcome) => outcome === 'freed').length };
}
