import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createVipActivities, type VipSettings } from '../../../activities/balancer/index.js';
import { withTypedFailures } from '../../../activities/failure.js';
import { serviceNameLabel, vipCondition, type Vip } from '../../../api/balancer/index.js';
import type { Condition } from '../../../api/object-meta.js';
import type { ObjectKey } from '../../../api/names.js';
import { connectTemporal, signalVipChanged, type TemporalConnection } from '../../../client/index.js';
import { noMetrics, runControllers, type Log } from '../../../controllers/runtime/index.js';
import { createServiceController } from '../../../controllers/service/controller.js';
import {
  endpointSlices,
  namespaces,
  services,
  type KubernetesClient,
  type Service,
} from '../../../kubernetes/index.js';
import { MemoryBalancer, type MemoryBalancerSettings } from '../../harness/memory-balancer.js';
import { builtWorkflows } from '../../harness/workflow-environment.js';
import { waitUntil } from './wait-until.js';

export interface ServiceWorldSettings {
  readonly environment: TestWorkflowEnvironment;
  /** May do all. */
  readonly admin: KubernetesClient;
  /** What the platform uses. */
  readonly platform: KubernetesClient;
  readonly namespace: string;
  readonly vips?: Partial<VipSettings>;
  readonly balancer?: MemoryBalancerSettings;
  readonly resyncMs?: number;
  readonly log?: Log;
}

/** Controller and worker as the processes run them, with real servers, and a balancer in memory. */
export class ServiceWorld {
  readonly balancer: MemoryBalancer;
  /** Keys that a workflow was told of. */
  readonly notified: string[] = [];
  readonly #worker: Promise<Worker>;
  readonly temporal: TemporalConnection;
  #stopWorker: () => Promise<void> = () => Promise.resolve();
  #stopController: () => Promise<void> = () => Promise.resolve();

  private constructor(private readonly settings: ServiceWorldSettings) {
    const { environment, platform, namespace } = settings;
    this.balancer = new MemoryBalancer(settings.balancer);
    const vips = {
      services: 'all',
      finalizer: false,
      namespaces: [namespace],
      graceMs: 500,
      ...settings.vips,
    } as const;
    const open = () => Promise.resolve({ balancer: this.balancer, owner: this.balancer.owner });
    const activities = createVipActivities({ kubernetes: platform, open, settings: vips });
    const { address } = environment;
    this.temporal = connectTemporal({ address, namespace: 'default', taskQueue: namespace });
    this.#worker = builtWorkflows().then((workflowBundle) =>
      Worker.create({
        connection: environment.nativeConnection,
        taskQueue: namespace,
        workflowBundle,
        activities: withTypedFailures(activities),
      }),
    );
  }

  static async make(settings: ServiceWorldSettings): Promise<ServiceWorld> {
    await settings.admin.create(namespaces, { metadata: { name: settings.namespace } });
    const world = new ServiceWorld(settings);
    const worker = await world.#worker;
    const running = worker.run();
    world.#stopWorker = async () => {
      worker.shutdown();
      await running;
    };
    world.startController();
    return world;
  }

  /** A controller with empty caches, as after a change of leader. */
  startController(): void {
    const { platform, namespace, vips = {}, resyncMs = 3_600_000, log } = this.settings;
    const silent: Log = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    };
    const controller = createServiceController({
      kubernetes: platform,
      namespace,
      services: vips.services ?? 'all',
      finalizer: vips.finalizer ?? false,
      resyncMs,
      listRecorded: () => this.balancer.listOwned(),
      notify: async (key) => {
        this.notified.push(key.name);
        await signalVipChanged(this.temporal, key);
      },
      log: log ?? silent,
      metrics: noMetrics,
    });
    const stop = new AbortController();
    const running = runControllers({ controllers: [controller], stop: stop.signal, drainMs: 5_000 });
    this.#stopController = async () => {
      stop.abort();
      await running;
    };
  }

  async restartController(): Promise<void> {
    await this.#stopController();
    this.startController();
  }

  async stop(): Promise<void> {
    await this.#stopController();
    await this.#stopWorker();
    await this.temporal.close();
  }

  key(name: string): ObjectKey {
    return { namespace: this.settings.namespace, name };
  }

  async service(name: string, spec: object = {}, metadata: object = {}): Promise<Service> {
    return this.settings.admin.create(services, {
      metadata: { ...this.key(name), ...metadata },
      spec: { ports: [{ name: 'web', port: 80, protocol: 'TCP' }], selector: { app: name }, ...spec },
    });
  }

  /** Endpoints by address; ready unless said. */
  async endpoints(name: string, members: Readonly<Record<string, object>>): Promise<void> {
    await this.settings.admin.apply(endpointSlices, {
      metadata: { ...this.key(`${name}-1`), labels: { [serviceNameLabel]: name } },
      addressType: 'IPv4',
      endpoints: Object.entries(members).map(([address, more]) => ({
        addresses: [address],
        conditions: { ready: true, ...more },
      })),
      ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
    });
  }

  async live(name: string): Promise<Service | undefined> {
    return this.settings.admin.get(services, this.key(name));
  }

  vipsOf(name: string): readonly Vip[] {
    return this.balancer.owned.map(({ vip }) => vip).filter(({ service }) => service.name === name);
  }

  /** `10.0.0.1:8080 up` of all listeners of all its VIPs. */
  membersOf(name: string): readonly string[] {
    return this.vipsOf(name).flatMap(({ listeners }) =>
      listeners.flatMap(({ members }) => members.map((one) => `${one.address}:${one.port} ${one.state}`)),
    );
  }

  async conditionOf(name: string): Promise<Condition | undefined> {
    return (await this.live(name))?.status?.conditions?.find(({ type }) => type === vipCondition);
  }

  async settled(name: string, members: readonly string[]): Promise<void> {
    await waitUntil(
      `${name} has ${members.join(', ') || 'no members'}`,
      () => this.vipsOf(name).length > 0 && this.membersOf(name).join() === members.join(),
      { timeoutMs: 20_000 },
    );
  }
}
