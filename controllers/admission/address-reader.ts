import type { HeldAddresses, IPReservation, NamedPool } from '../../api/network/index.js';
import { assignmentName } from '../../api/network/index.js';
import { ipAssignments, ipPools, ipReservations, type KubernetesClient } from '../../kubernetes/index.js';

/**
 * Milliseconds that a review waits for an answer. Without it the review fails, and the API server does what its
 * failurePolicy says.
 */
const patienceMs = 3_000;
/** From so many addresses on, all reservations in one list are less work than each address by itself. */
const manyAddresses = 50;

export interface AddressReader {
  /** All pools, as they are now. Rejects if they cannot be read. */
  pools(): Promise<readonly NamedPool[]>;
  /** The reservations that hold any of the addresses, now. Rejects if they cannot be read. */
  holders(addresses: readonly string[]): Promise<readonly HeldAddresses[]>;
}

export function createAddressReader(kubernetes: Pick<KubernetesClient, 'get' | 'list'>): AddressReader {
  const options = { timeoutMs: patienceMs };

  /**
   * By the assignment of the address: one object each, whatever the number of reservations. One whose reservation is gone
   * is nobody's, and about to go.
   */
  async function holderOf(address: string): Promise<HeldAddresses | undefined> {
    const assignment = await kubernetes.get(ipAssignments, { name: assignmentName(address) }, options);
    if (assignment === undefined) return undefined;
    const { name, uid } = assignment.spec.reservation;
    const reservation = await kubernetes.get(ipReservations, { name }, options);
    return reservation?.metadata.uid === uid ? heldBy(reservation) : undefined;
  }

  return {
    async pools() {
      const { items } = await kubernetes.list(ipPools, options);
      return items.map(({ metadata: { name }, spec }) => ({ name, spec }));
    },
    async holders(addresses) {
      if (addresses.length >= manyAddresses) {
        const { items } = await kubernetes.list(ipReservations, options);
        return items.map(heldBy);
      }
      const holders = await Promise.all(addresses.map(holderOf));
      return [...new Map(holders.flatMap((held) => (held ? [[held.name, held]] : []))).values()];
    },
  };
}

function heldBy({ metadata: { name }, spec }: IPReservation): HeldAddresses {
  return { ...spec, name };
}
