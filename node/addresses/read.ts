import { StatewrightError } from '../../api/errors/index.js';
import { assignmentName, reservationName, type IPPool, type IPReservation } from '../../api/network/index.js';
import {
  ipAssignments,
  ipPools,
  ipReservations,
  pods,
  type Clock,
  type KubernetesClient,
  type Pod,
} from '../../kubernetes/index.js';
import { missing } from './readiness.js';

/** What a pod's link is made from, read live. */
export interface PodNetwork {
  readonly pod: Pod;
  readonly addresses: readonly string[];
  readonly pool: IPPool;
}

export interface PodReader {
  /**
   * Waits a while for the reservation, which is made as soon as the pod is.
   * @throws StatewrightError PodGone when the pod, or a pod of this UID, is proven not to exist; AddressNotReady when it
   * takes too long; Kubernetes… when nothing is known
   */
  read(namespace: string, name: string, uid: string | undefined): Promise<PodNetwork>;
}

interface ReaderSettings {
  readonly kubernetes: KubernetesClient;
  readonly clock: Clock;
  /** How long the reservation is waited for. */
  readonly patienceMs: number;
}

const CALL_MS = 5_000;

export function createPodReader({ kubernetes, clock, patienceMs }: ReaderSettings): PodReader {
  const options = { timeoutMs: CALL_MS };

  const network = async (pod: Pod, reservation: IPReservation | undefined): Promise<PodNetwork | string> => {
    // Whose reservation it is comes first: addresses of another pod's are of no interest.
    const early = missing(pod.metadata.uid, reservation, []);
    if (reservation === undefined || reservation.status?.podUID !== pod.metadata.uid) return early ?? '';
    const { addresses, pool: poolName } = reservation.spec;
    const [pool, ...held] = await Promise.all([
      kubernetes.get(ipPools, { name: poolName }, options),
      ...addresses.map((address) =>
        kubernetes.get(ipAssignments, { name: assignmentName(address) }, options),
      ),
    ]);
    const reason = missing(pod.metadata.uid, reservation, held);
    if (reason !== undefined) return reason;
    if (pool === undefined) return `the IPPool ${poolName} does not exist`;
    return { pod, addresses, pool };
  };

  return {
    async read(namespace, name, uid) {
      const reservationRef = { name: reservationName(namespace, name) };
      const [pod, first] = await Promise.all([
        kubernetes.get(pods, { namespace, name }, options),
        kubernetes.get(ipReservations, reservationRef, options),
      ]);
      if (pod === undefined || (uid !== undefined && !goesBy(pod, uid))) {
        throw new StatewrightError('PodGone', { pod: `${namespace}/${name}`, uid: uid ?? 'this' });
      }
      const end = clock.monotonic() + patienceMs;
      let seen = first;
      let found = await network(pod, seen);
      while (typeof found === 'string') {
        if (clock.monotonic() >= end) {
          throw new StatewrightError('AddressNotReady', { pod: `${namespace}/${name}`, reason: found });
        }
        await changed(reservationRef.name, seen?.metadata.resourceVersion, end - clock.monotonic());
        seen = await kubernetes.get(ipReservations, reservationRef, options);
        found = await network(pod, seen);
      }
      return found;
    },
  };

  /** Returns when the reservation may have changed, or its assignments, which change with it or right after. */
  async function changed(name: string, seen: string | undefined, ms: number): Promise<void> {
    const ending = AbortSignal.timeout(Math.ceil(Math.max(1, Math.min(ms, LOOK_EVERY_MS))));
    const fieldSelector = `metadata.name=${name}`;
    try {
      const { items, resourceVersion } = await kubernetes.list(ipReservations, {
        fieldSelector,
        signal: ending,
      });
      if (items[0]?.metadata.resourceVersion !== seen) return;
      const events = kubernetes.watch(ipReservations, {
        fieldSelector,
        resourceVersion,
        signal: ending,
        bookmarks: false,
      });
      for await (const event of events) if (event.kind !== 'bookmark') return;
    } catch (error) {
      if (!ending.aborted) throw error;
    }
  }
}

/** The kubelet knows a static pod by the digest of its file, and the API server by the UID of its mirror. */
function goesBy({ metadata }: Pod, uid: string): boolean {
  return metadata.uid === uid || metadata.annotations?.['kubernetes.io/config.hash'] === uid;
}

/** The longest time between two looks: the last assignment may come after the reservation's last change. */
const LOOK_EVERY_MS = 250;
