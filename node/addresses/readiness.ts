import type { IPAssignment, IPReservation } from '../../api/network/index.js';

/**
 * Whether the pod may use the addresses of its reservation, from what was read live. Undefined when it may, else what is
 * missing, in a sentence.
 *
 * | Reservation                                   | Assignments                     | Then                    |
 * | --------------------------------------------- | ------------------------------- | ----------------------- |
 * | none                                          |                                 | wait                    |
 * | bound to another pod's UID, or released       |                                 | wait                    |
 * | bound to this pod, no address                 |                                 | wait, with its message  |
 * | bound to this pod                             | one missing or of another holder| wait                    |
 * | bound to this pod                             | all held by this reservation    | may be used             |
 */
export function missing(
  podUid: string,
  reservation: IPReservation | undefined,
  held: readonly (IPAssignment | undefined)[],
): string | undefined {
  if (reservation === undefined) return 'no address has been reserved for the pod yet';
  const { spec, status, metadata } = reservation;
  const said = status?.message === undefined || status.message === '' ? '' : `: ${status.message}`;
  if (status?.phase !== 'Bound' || status.podUID !== podUid) {
    return `the reservation ${metadata.name} is not bound to this pod yet${said}`;
  }
  if (spec.addresses.length === 0) return `the reservation ${metadata.name} has no address yet${said}`;
  const without = spec.addresses.find((_, index) => held[index]?.spec.reservation.uid !== metadata.uid);
  if (without === undefined) return undefined;
  return `address ${without} is not assigned to the reservation ${metadata.name} yet${said}`;
}
