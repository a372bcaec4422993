import { StatewrightError } from '../api/errors/index.js';
import { formatKey, type ObjectKey } from '../api/names.js';
import { reservationName, type IPPool, type IPReservation } from '../api/network/index.js';
import { addressesOf, endReservation } from '../kubernetes/addresses/index.js';
import { ipPools, ipReservations, pods, type KubernetesClient } from '../kubernetes/index.js';

export interface ListAddressesOptions {
  /** All namespaces if left out. */
  readonly namespace?: string | undefined;
  /** Of this pool only. */
  readonly pool?: string | undefined;
}

export interface ReleaseOptions {
  /** Also when the pod exists: it then shares its addresses with whoever gets them. */
  readonly force?: boolean;
}

export interface ReleasedAddresses {
  readonly pod: string;
  readonly addresses: readonly string[];
}

/** What can be done with addresses of pods. Every failure is a StatewrightError. */
export interface Addresses {
  /** Reservations by namespace and pod. */
  list(options?: ListAddressesOptions): Promise<readonly IPReservation[]>;
  /** The reservation of a pod's name, whether there is such a pod or not. Throws `ReservationNotFound`. */
  show(pod: ObjectKey): Promise<IPReservation>;
  pools(): Promise<readonly IPPool[]>;
  /**
   * Gives the addresses of a pod's name up before their time. Throws `ReservationNotFound`, `ReservationInUse` when the pod
   * exists, `KubernetesConflict` when the reservation changed in this very moment.
   */
  release(pod: ObjectKey, options?: ReleaseOptions): Promise<ReleasedAddresses>;
}

export function createAddresses(connections: { kubernetes(): KubernetesClient }): Addresses {
  const existing = async (pod: ObjectKey): Promise<IPReservation> => {
    const name = reservationName(pod.namespace, pod.name);
    const reservation = await connections.kubernetes().get(ipReservations, { name });
    if (reservation === undefined) throw new StatewrightError('ReservationNotFound', { pod: formatKey(pod) });
    return reservation;
  };
  return {
    async list({ namespace, pool } = {}) {
      const { items } = await connections.kubernetes().list(ipReservations);
      return items
        .filter(({ spec }) => namespace === undefined || spec.namespace === namespace)
        .filter(({ spec }) => pool === undefined || spec.pool === pool)
        .toSorted((one, other) => collation.compare(podOf(one), podOf(other)));
    },
    show: existing,
    async pools() {
      return (await connections.kubernetes().list(ipPools)).items;
    },
    async release(pod, { force = false } = {}) {
      const client = connections.kubernetes();
      // Read before the pod: a pod that comes in between binds it, and then it is another version.
      const reservation = await existing(pod);
      const addresses = addressesOf(reservation);
      if (!force && (await client.get(pods, pod)) !== undefined) {
        throw new StatewrightError('ReservationInUse', {
          pod: formatKey(pod),
          addresses: addresses.join(' and ') || 'no address yet',
        });
      }
      const outcome = await endReservation(client, reservation, new Date());
      if (outcome.kind === 'changed') {
        const { name } = reservation.metadata;
        throw new StatewrightError('KubernetesConflict', { object: name, reason: 'its pod came back' });
      }
      return { pod: formatKey(pod), addresses };
    },
  };
}

/** `web-2` before `web-10`. */
const collation = new Intl.Collator('en', { numeric: true });

function podOf({ spec: { namespace, podName } }: IPReservation): string {
  return formatKey({ namespace, name: podName });
}
