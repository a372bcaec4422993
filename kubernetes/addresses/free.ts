import type { FormerAddress, IPAssignment, IPReservation } from '../../api/network/index.js';
import { assignmentName } from '../../api/network/names.js';
import type { CallOptions, KubernetesClient } from '../client.js';
import { metadataOf } from '../resource.js';
import { ipAssignments, ipReservations } from '../resources/addresses.js';
import { pods } from '../resources/pod.js';
import { isOvertaken } from './outcome.js';

/**
 * What became of an attempt to free an address:
 * - `freed`    its assignment is gone, by us
 * - `absent`   it had none
 * - `held`     its reservation lists it, now or until some time
 * - `changed`  somebody else changed the reservation or the assignment meanwhile; to be looked at again
 */
export type FreeOutcome = 'freed' | 'absent' | 'held' | 'changed';

/**
 * Deletes the assignment of an address that nobody holds any more. Its reservation is read live after the assignment was
 * seen:
 *
 * | reservation                                  | then                                                            |
 * | -------------------------------------------- | --------------------------------------------------------------- |
 * | proven absent, or another UID                | the assignment goes                                             |
 * | lists the address, or did and it is not time | nothing                                                         |
 * | did, and the pod of then still exists        | nothing: the pod may have begun to use it                       |
 * | lists it no more, or its time is over        | marked `freeing` at the version read; the assignment goes; the  |
 * |                                              | mark goes                                                       |
 *
 * The mark is what makes the last row safe: between the look at the reservation and the deletion the reservation could
 * ask for that very address again, find the assignment in place, and lose it a moment later. While it is marked, it cannot.
 */
export async function freeAddress(
  client: KubernetesClient,
  address: string,
  now: Date,
  call: CallOptions = {},
): Promise<FreeOutcome> {
  const assignment = await client.get(ipAssignments, { name: assignmentName(address) }, call);
  if (assignment === undefined) return 'absent';
  const { name, uid } = assignment.spec.reservation;
  const reservation = await client.get(ipReservations, { name }, call);
  if (reservation?.metadata.uid !== uid) return remove(client, assignment, call);
  return giveUp(client, reservation, address, assignment, now, call);
}

/**
 * Gives up a former address of a live reservation, whoever it is assigned to by now. The reservation forgets it.
 */
export async function giveUpFormer(
  client: KubernetesClient,
  reservationName: string,
  address: string,
  now: Date,
  call: CallOptions = {},
): Promise<FreeOutcome> {
  const reservation = await client.get(ipReservations, { name: reservationName }, call);
  if (reservation === undefined) return 'changed';
  const assignment = await client.get(ipAssignments, { name: assignmentName(address) }, call);
  const isOurs = assignment?.spec.reservation.uid === reservation.metadata.uid;
  return giveUp(client, reservation, address, isOurs ? assignment : undefined, now, call);
}

async function giveUp(
  client: KubernetesClient,
  reservation: IPReservation,
  address: string,
  assignment: IPAssignment | undefined,
  now: Date,
  call: CallOptions,
): Promise<FreeOutcome> {
  if (reservation.spec.addresses.includes(address)) return 'held';
  const former = reservation.spec.former ?? [];
  const entry = former.find((candidate) => candidate.address === address);
  if (entry !== undefined && !isOver(entry, now)) return 'held';
  if (await isUsedBy(client, reservation, entry?.podUID ?? reservation.status?.podUID, call)) return 'held';
  try {
    if (assignment === undefined) {
      if (entry !== undefined) await dropFormer(client, reservation, [address], call);
      return 'absent';
    }
    const marked = await mark(client, reservation, address, now, call);
    const outcome = await remove(client, assignment, call);
    if (outcome === 'freed') await dropFormer(client, marked, [address], call);
    return outcome;
  } catch (error) {
    if (isOvertaken(error)) return 'changed';
    throw error;
  }
}

/** Whether the pod of that UID exists, by the API server's word. */
async function isUsedBy(
  client: KubernetesClient,
  { spec }: IPReservation,
  podUID: string | undefined,
  call: CallOptions,
): Promise<boolean> {
  if (podUID === undefined) return false;
  const pod = await client.get(metadataOf(pods), { namespace: spec.namespace, name: spec.podName }, call);
  return pod?.metadata.uid === podUID;
}

/** Whether the time of a former address is over. */
export function isOver({ until, freeing }: FormerAddress, now: Date): boolean {
  // A time that cannot be read keeps the address: too long is mended by hand, too short is not.
  return freeing === true || Date.parse(until) <= now.getTime();
}

async function mark(
  client: KubernetesClient,
  reservation: IPReservation,
  address: string,
  now: Date,
  call: CallOptions,
): Promise<IPReservation> {
  const former = reservation.spec.former ?? [];
  const known = former.find((candidate) => candidate.address === address);
  if (known?.freeing === true) return reservation;
  const entry: FormerAddress = { address, until: known?.until ?? now.toISOString(), freeing: true };
  const others = former.filter((candidate) => candidate !== known);
  return writeFormer(client, reservation, [...others, entry], call);
}

/**
 * Takes former addresses off the reservation, at the version read: those whose assignment is gone.
 * @throws StatewrightError KubernetesConflict when it was changed meanwhile, KubernetesNotFound when it is gone
 */
async function dropFormer(
  client: KubernetesClient,
  reservation: IPReservation,
  addresses: readonly string[],
  call: CallOptions = {},
): Promise<IPReservation> {
  const former = reservation.spec.former ?? [];
  return writeFormer(
    client,
    reservation,
    former.filter(({ address }) => !addresses.includes(address)),
    call,
  );
}

async function writeFormer(
  client: KubernetesClient,
  { metadata: { name, uid, resourceVersion } }: IPReservation,
  former: readonly FormerAddress[],
  call: CallOptions,
): Promise<IPReservation> {
  const change = { metadata: { uid, resourceVersion }, spec: { former } };
  return client.mergePatch(ipReservations, { name }, change, call);
}

/** A UID is never used again, so that this deletes what was seen or nothing. */
async function remove(
  client: KubernetesClient,
  { metadata: { name, uid } }: IPAssignment,
  call: CallOptions,
): Promise<FreeOutcome> {
  try {
    await client.delete(ipAssignments, { name }, { ...call, uid });
    return 'freed';
  } catch (error) {
    if (isOvertaken(error)) return 'changed';
    throw error;
  }
}
