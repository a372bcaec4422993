import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressCrds } from '../../api/crd/address-crds.js';
import { assignmentName, reservationName } from '../../api/network/index.js';
import { needyPods } from '../../controllers/address/pod-need.js';
import {
  ipAssignments,
  ipPools,
  ipReservations,
  metadataOf,
  namespaces,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { installCrd } from '../../test/integration/harness/install-crd.js';
import { RequestLog } from '../advanced-stateful-set/request-log.js';
import { inParallel } from '../harness/in-parallel.js';

/** Requests under way at once. */
const CONCURRENCY = 16;
const POOL = 'large';

/** How the controller calls itself, and how its user agent begins. */
export const ROLE = 'bench-addresses';

/** An API server with a pool of 16,382 addresses, so many of which names hold whose pods are gone. */
export class World {
  private constructor(
    readonly plane: ControlPlane,
    readonly client: KubernetesClient,
    readonly requests: RequestLog,
    private readonly folder: string,
  ) {}

  static async make(existing: number): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'statewright-bench-addresses-'));
    const requests = await RequestLog.prepare(folder, `statewright/${ROLE}`);
    const plane = await ControlPlane.start({ apiServerFlags: requests.flags });
    const client = await plane.client({ qps: 100_000, burst: 100_000 });
    const world = new World(plane, client, requests, folder);
    try {
      await world.#fill(existing);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  async #fill(existing: number): Promise<void> {
    for (const crd of addressCrds()) await installCrd(this.client, crd);
    const ipv4 = { subnet: '10.90.0.0/16', ranges: ['10.90.64.0/18'], gateway: '10.90.0.1' };
    await this.client.create(ipPools, { metadata: { name: POOL }, spec: { default: true, ipv4 } });
    const kept = {
      phase: 'Released',
      releasedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 72 * 3_600_000).toISOString(),
    };
    await inParallel(existing, CONCURRENCY, async (index) => {
      const podName = `gone-${index}`;
      const name = reservationName('before', podName);
      const address = `10.90.${64 + (index >> 8)}.${index & 255}`;
      const { metadata } = await this.client.create(ipReservations, {
        metadata: { name },
        spec: { namespace: 'before', podName, pool: POOL, addresses: [address] },
        status: kept,
      });
      await this.client.create(metadataOf(ipAssignments), {
        metadata: { name: assignmentName(address) },
        spec: { address, pool: POOL, reservation: { name, uid: metadata.uid } },
      });
    });
  }

  async namespace(name: string): Promise<void> {
    await this.client.create(namespaces, { metadata: { name } });
  }

  async pod(namespace: string, name: string, nodeName: string): Promise<void> {
    const spec = { nodeName, containers: [{ name: 'main', image: 'none' }] };
    await this.client.create(needyPods, { metadata: { namespace, name }, spec });
  }

  /** Takes away the pods of a namespace and all that they were given; nobody may be there to give them anything. */
  async clear(namespace: string): Promise<void> {
    const { items } = await this.client.list(needyPods, { namespace });
    const given = (await this.client.list(ipReservations)).items.filter(
      ({ spec }) => spec.namespace === namespace,
    );
    const addresses = given.flatMap(({ spec }) => spec.addresses);
    await inParallel(items.length, CONCURRENCY, async (index) => {
      const name = items[index]?.metadata.name ?? '';
      await this.client.delete(needyPods, { namespace, name }, { gracePeriodSeconds: 0 });
    });
    await inParallel(given.length, CONCURRENCY, async (index) => {
      await this.client.delete(ipReservations, { name: given[index]?.metadata.name ?? '' });
    });
    await inParallel(addresses.length, CONCURRENCY, async (index) => {
      await this.client.delete(ipAssignments, { name: assignmentName(addresses[index] ?? '') });
    });
  }

  async close(): Promise<void> {
    await this.plane.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
