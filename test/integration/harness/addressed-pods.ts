import { assignmentName, reservationName } from '../../../api/network/index.js';
import {
  ipAssignments,
  ipPools,
  ipReservations,
  namespaces,
  pods,
  type KubernetesClient,
} from '../../../kubernetes/index.js';

/** Puts into the API server what is there when the runtime calls: a pod, its reservation and its assignments. */
export class AddressedPods {
  constructor(
    private readonly client: KubernetesClient,
    readonly machine: string,
  ) {}

  async pool(name: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
    await this.client.create(ipPools, { metadata: { name }, spec });
  }

  async namespace(name: string): Promise<void> {
    await this.client.create(namespaces, { metadata: { name } });
  }

  /** Returns the pod's UID. */
  async pod(
    namespace: string,
    name: string,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { metadata } = await this.client.create(pods, {
      metadata: { namespace, name, annotations },
      spec: { nodeName: this.machine, containers: [{ name: 'main', image: 'none' }] },
    });
    return metadata.uid;
  }

  async removePod(namespace: string, name: string): Promise<void> {
    await this.client.delete(pods, { namespace, name }, { gracePeriodSeconds: 0 });
  }

  /** Binds the pod's name to these addresses, for the pod of this UID, as the allocator does. */
  async bind(
    namespace: string,
    name: string,
    uid: string,
    pool: string,
    addresses: readonly string[],
  ): Promise<void> {
    const reservation = reservationName(namespace, name);
    const { metadata } = await this.client.apply(ipReservations, {
      metadata: { name: reservation },
      spec: { namespace, podName: name, pool, addresses },
      status: { phase: 'Bound', podUID: uid },
    });
    for (const address of addresses) {
      await this.client.apply(ipAssignments, {
        metadata: { name: assignmentName(address) },
        spec: { address, pool, reservation: { name: reservation, uid: metadata.uid } },
      });
    }
  }
}
