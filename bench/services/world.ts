import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addressCrds } from '../../api/crd/address-crds.js';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import { catalogRules } from '../../catalog/index.js';
import { namespaces, services, type KubernetesClient } from '../../kubernetes/index.js';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { installCrd } from '../../test/integration/harness/install-crd.js';
import { RoleProcess } from '../../test/integration/harness/role-process.js';
import { TvsProcess } from '../../test/integration/harness/tvs-process.js';
import type { RunningServer } from '../temporal-server/server.js';
import { JournalReader } from './journal.js';
import { populate } from './population.js';

interface Servers {
  readonly plane: ControlPlane;
  readonly client: KubernetesClient;
  readonly tvs: TvsProcess;
  /** UID of the namespace kube-system. */
  readonly owner: string;
}

/** An API server with so many Services, a TVS that has them all, and an orchestrator at rest. */
export class World {
  readonly plane: ControlPlane;
  readonly client: KubernetesClient;
  readonly tvs: TvsProcess;
  readonly owner: string;
  readonly journal: JournalReader;
  #orchestrator: RoleProcess | undefined;
  #services = 0;

  private constructor(
    servers: Servers,
    readonly temporal: RunningServer,
    /** Differs from world to world. */
    private readonly taskQueue: string,
  ) {
    const { plane, client, tvs, owner } = servers;
    [this.plane, this.client, this.tvs, this.owner] = [plane, client, tvs, owner];
    this.journal = new JournalReader(tvs);
  }

  static async make(name: string, population: number, temporal: RunningServer): Promise<World> {
    const world = new World(await startServers(), temporal, `bench-${name}`);
    try {
      await world.#open(population);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** Services that there are, that of the API server itself included. */
  get services(): number {
    return this.#services;
  }

  get orchestrator(): RoleProcess {
    if (this.#orchestrator === undefined) throw new Error('the orchestrator was not started');
    return this.#orchestrator;
  }

  /** A process of the platform in that role, with the settings of this world. */
  role(role: 'controller' | 'orchestrator'): Promise<RoleProcess> {
    return RoleProcess.start(this.plane, [role], {
      NODE_ENV: 'production',
      STATEWRIGHT_LOG_LEVEL: 'warn',
      TEMPORAL_ADDRESS: this.temporal.address,
      STATEWRIGHT_TASK_QUEUE: this.taskQueue,
      STATEWRIGHT_PROMOTE_ON_START: 'true',
      STATEWRIGHT_BALANCER: 'tvs',
      STATEWRIGHT_TVS_URL: this.tvs.url,
      STATEWRIGHT_TVS_TOKEN_FILE: join(this.tvs.directory, `${this.owner}.token`),
      STATEWRIGHT_TVS_CA_FILE: join(this.tvs.directory, 'ca.crt'),
    });
  }

  async close(): Promise<void> {
    await this.#orchestrator?.server.stop();
    await this.tvs.stop();
    await this.plane.stop();
  }

  async #open(population: number): Promise<void> {
    const balancer = this.tvs.balancer(this.owner);
    await populate(this.client, balancer, this.owner, population).finally(() => balancer.close());
    this.#services = (await this.client.list(services)).items.length;
    await this.journal.read();
    const orchestrator = await this.role('orchestrator');
    this.#orchestrator = orchestrator;
    await orchestrator.server.ready(async () => (await orchestrator.readiness()) === 'ok');
  }
}

async function startServers(): Promise<Servers> {
  const plane = await ControlPlane.start();
  try {
    const client = await plane.client({ qps: 100_000, burst: 100_000 });
    const crds = [distributedClusterCrd(catalogRules), advancedStatefulSetCrd(), ...addressCrds()];
    for (const crd of crds) await installCrd(client, crd);
    const owner = (await client.get(namespaces, { name: 'kube-system' }))?.metadata.uid;
    if (owner === undefined) throw new Error('there is no namespace kube-system');
    const directory = join(plane.directory, 'tvs');
    await mkdir(directory);
    return { plane, client, tvs: await TvsProcess.start(directory, [owner]), owner };
  } catch (error) {
    await plane.stop();
    throw error;
  }
}
