import { assignmentName, type IPReservation } from '../../api/network/index.js';
import {
  ipAssignments,
  ipReservations,
  isAlreadyExists,
  metadataOf,
  type CallOptions,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { isOvertaken } from '../../kubernetes/addresses/index.js';
import type { Wanted } from './decide.js';
import { needyPods, type PodNeed } from './pod-need.js';

/** The reservation as it is now; `overtaken` when somebody else changed, made or deleted it meanwhile. */
export type Written =
  | { readonly kind: 'written'; readonly reservation: IPReservation }
  | { readonly kind: 'overtaken'; readonly live: IPReservation | undefined };

/** A cache of pods may be behind that of reservations: a newer pod of the name may have bound it. */
export async function mayBind(
  client: KubernetesClient,
  { namespace, name, uid }: PodNeed,
  reservation: IPReservation | undefined,
  call: CallOptions,
): Promise<boolean> {
  if (reservation === undefined || reservation.status?.podUID === uid) return true;
  const live = await client.get(needyPods, { namespace, name }, call);
  return live?.metadata.uid === uid;
}

/** Makes the reservation, or changes it at the very version that was decided on. */
export async function writeReservation(
  client: KubernetesClient,
  name: string,
  known: IPReservation | undefined,
  { spec, status }: Wanted,
  call: CallOptions,
): Promise<Written> {
  try {
    if (known === undefined) {
      const made = await client.create(ipReservations, { metadata: { name }, spec, status }, call);
      return { kind: 'written', reservation: made };
    }
    const { uid, resourceVersion } = known.metadata;
    const change = {
      metadata: { uid, resourceVersion },
      spec: { pool: spec.pool, addresses: spec.addresses, former: spec.former ?? null },
      // What is not said any more must go (RFC 7386).
      status: { ...absent, ...status },
    };
    const changed = await client.mergePatch(ipReservations, { name }, change, call);
    return { kind: 'written', reservation: changed };
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    return { kind: 'overtaken', live: await client.get(ipReservations, { name }, call) };
  }
}

const absent = {
  podUID: null,
  boundAt: null,
  releasedAt: null,
  expiresAt: null,
  message: null,
} as const;

const assignmentMetadata = metadataOf(ipAssignments);

/** Who holds the address now: UID and name of the reservation; undefined when that changed in this very moment. */
export async function assign(
  client: KubernetesClient,
  address: string,
  { metadata, spec }: IPReservation,
  call: CallOptions,
): Promise<{ readonly uid: string; readonly name: string } | undefined> {
  const name = assignmentName(address);
  const holder = { name: metadata.name, uid: metadata.uid };
  try {
    const object = { metadata: { name }, spec: { address, pool: spec.pool, reservation: holder } };
    await client.create(assignmentMetadata, object, call);
    return holder;
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    return (await client.get(ipAssignments, { name }, call))?.spec.reservation;
  }
}
