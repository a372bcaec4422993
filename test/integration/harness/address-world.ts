import { addressCrds } from '../../../api/crd/address-crds.js';
import {
  assignmentName,
  reservationName,
  type IPPoolCounts,
  type IPReservation,
} from '../../../api/network/index.js';
import {
  ipAssignments,
  ipPools,
  ipReservations,
  namespaces,
  pods,
  type KubernetesClient,
  type Pod,
} from '../../../kubernetes/index.js';
import { installCrd } from './install-crd.js';
import { waitUntil } from './wait-until.js';

const patience = { timeoutMs: 30_000, everyMs: 20 };

/** Pods that want addresses, and what the API server says of these. */
export class AddressWorld {
  constructor(
    readonly client: KubernetesClient,
    readonly namespace: string,
  ) {}

  static async make(client: KubernetesClient, namespace: string): Promise<AddressWorld> {
    await client.create(namespaces, { metadata: { name: namespace } });
    return new AddressWorld(client, namespace);
  }

  static async install(client: KubernetesClient): Promise<void> {
    for (const crd of addressCrds()) await installCrd(client, crd);
  }

  /** A pool for the pods of this namespace alone. */
  async pool(name: string, ranges: readonly string[], more: object = {}): Promise<void> {
    const ipv4 = { subnet: '10.90.0.0/16', ranges };
    await this.client.create(ipPools, {
      metadata: { name },
      spec: { ipv4, namespaces: [this.namespace], ...more },
    });
  }

  /** How many IPv4 addresses of a pool are held, as its status says. */
  async poolCounts(name: string): Promise<IPPoolCounts | undefined> {
    return (await this.client.get(ipPools, { name }))?.status?.ipv4;
  }

  async pod(
    name: string,
    annotations: Readonly<Record<string, string>> = {},
    more: object = {},
  ): Promise<Pod> {
    const { metadata = {}, spec = {} } = more as { metadata?: object; spec?: object };
    return this.client.create(pods, {
      metadata: { namespace: this.namespace, name, annotations, ...metadata },
      spec: { containers: [{ name: 'main', image: 'none' }], ...spec },
    });
  }

  async end(name: string): Promise<void> {
    await this.client.delete(pods, { namespace: this.namespace, name }, { gracePeriodSeconds: 0 });
  }

  async reservation(name: string): Promise<IPReservation | undefined> {
    return this.client.get(ipReservations, { name: reservationName(this.namespace, name) });
  }

  /** The addresses that the pod may use now, judged as a machine does; undefined while it must wait. */
  async usable(name: string): Promise<readonly string[] | undefined> {
    const pod = await this.client.get(pods, { namespace: this.namespace, name });
    const reservation = await this.reservation(name);
    if (pod === undefined || reservation?.status?.podUID !== pod.metadata.uid) return undefined;
    if (reservation.status.phase !== 'Bound' || reservation.spec.addresses.length === 0) return undefined;
    for (const address of reservation.spec.addresses) {
      const held = await this.client.get(ipAssignments, { name: assignmentName(address) });
      if (held?.spec.reservation.uid !== reservation.metadata.uid) return undefined;
    }
    return reservation.spec.addresses;
  }

  async settle(name: string): Promise<readonly string[]> {
    let addresses: readonly string[] | undefined;
    await waitUntil(
      `${name} has its addresses`,
      async () => (addresses = await this.usable(name)) !== undefined,
      patience,
    );
    return addresses ?? [];
  }

  async waits(name: string, message: RegExp): Promise<void> {
    await waitUntil(
      `${name} waits: ${message.source}`,
      async () => message.test((await this.reservation(name))?.status?.message ?? ''),
      patience,
    );
  }

  async released(name: string): Promise<IPReservation> {
    let seen: IPReservation | undefined;
    await waitUntil(
      `${name} is released`,
      async () => (seen = await this.reservation(name))?.status?.phase === 'Released',
      patience,
    );
    if (seen === undefined) throw new Error('released, and not there');
    return seen;
  }
}
