import type { IPAssignment, IPReservation } from '../../api/network/index.js';
import { addressesOf, isOver } from '../../kubernetes/addresses/index.js';

export interface AddressLists {
  /** Listed first: what is assigned afterwards is of a reservation that is in the other list. */
  readonly assignments: readonly IPAssignment[];
  readonly reservations: readonly IPReservation[];
  readonly now: Date;
}

export type Finding =
  | { readonly kind: 'expired'; readonly reservation: IPReservation }
  | { readonly kind: 'former'; readonly reservation: IPReservation; readonly address: string }
  | { readonly kind: 'orphan'; readonly assignment: IPAssignment };

/**
 * What looks as if it could be given up; each is looked at live before it is.
 *
 * | what                                                                  | finding                        |
 * | --------------------------------------------------------------------- | ------------------------------ |
 * | reservation Bound                                                     | none                           |
 * | reservation Released, expiresAt to come or unreadable                 | none                           |
 * | reservation Released, expiresAt over, a former address's time to come | none                           |
 * | reservation Released, expiresAt over                                  | expired                        |
 * | former address, its time over, of a reservation that stays            | former                         |
 * | assignment of a reservation that is not there, or of another UID      | orphan                         |
 * | assignment of a reservation that does not list the address            | orphan                         |
 */
export function decideSweep({ assignments, reservations, now }: AddressLists): readonly Finding[] {
  const findings: Finding[] = [];
  const byName = new Map<string, IPReservation>();
  for (const reservation of reservations) {
    byName.set(reservation.metadata.name, reservation);
    if (isExpired(reservation, now)) {
      findings.push({ kind: 'expired', reservation });
      continue;
    }
    for (const entry of reservation.spec.former ?? []) {
      if (isOver(entry, now)) findings.push({ kind: 'former', reservation, address: entry.address });
    }
  }
  for (const assignment of assignments) {
    const { address, reservation } = assignment.spec;
    const holder = byName.get(reservation.name);
    const isHeld = holder?.metadata.uid === reservation.uid && addressesOf(holder).includes(address);
    if (!isHeld) findings.push({ kind: 'orphan', assignment });
  }
  return findings;
}

/** A time that cannot be read keeps the reservation: too long is mended by hand, too short is not. */
export function isExpired({ spec, status }: IPReservation, now: Date): boolean {
  if (status?.phase !== 'Released' || !(Date.parse(status.expiresAt ?? '') <= now.getTime())) return false;
  return (spec.former ?? []).every((entry) => isOver(entry, now));
}
