import type { Catalog, ComponentHealth } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import type { DistributedCluster } from '../../api/distributed-cluster.js';
import { fieldManager, type ObjectKey } from '../../api/names.js';
import { countMembersOnline } from '../../api/online-members.js';
import { isPodReady } from '../../api/pod-reason.js';
import type { ClusterFacts } from '../../client/index.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { ReconcileContext } from '../runtime/controller.js';
import { refOf, type Key, type ReadonlyStore } from '../runtime/store.js';
import type { WorkResult } from '../runtime/work-queue.js';
import type { CachedPod, CachedSet } from './cache.js';
import { decide } from './decide.js';
import { HealthWatch } from './health-watch.js';
import { Notices } from './notices.js';
import { statusToWrite } from './status.js';

export interface ClusterReconcilerSettings {
  readonly kubernetes: KubernetesClient;
  readonly catalog: Catalog;
  readonly clusters: ReadonlyStore<DistributedCluster>;
  readonly sets: ReadonlyStore<CachedSet>;
  readonly pods: ReadonlyStore<CachedPod>;
  /** Tells the cluster workflow to look, and starts it if none is running. */
  notify(key: ObjectKey, facts: ClusterFacts): Promise<void>;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  readonly date: () => Date;
}

/**
 * Says of each cluster how it is, and calls its workflow when there is something to do. It changes nothing but the
 * status and needs Temporal only for the call, which comes last, so that what people see is right when Temporal is down.
 */
export class ClusterReconciler {
  private readonly health: HealthWatch;
  private readonly notices: Notices;

  constructor(private readonly settings: ClusterReconcilerSettings) {
    this.health = new HealthWatch(settings.now);
    this.notices = new Notices(settings.now);
  }

  async reconcile(key: Key, context: ReconcileContext): Promise<WorkResult> {
    const cluster = this.settings.clusters.get(key);
    if (cluster === undefined) {
      this.notices.forget(key);
      this.health.forget(key);
      return { kind: 'done' };
    }
    const { metadata } = cluster;
    const sets = new Map(this.made(this.settings.sets, metadata.uid).map((set) => [set.name, set]));
    const pods = this.made(this.settings.pods, metadata.uid);
    const health = await this.askHealth(key, cluster, pods, context.signal);
    const decision = decide({ cluster, sets, pods, health });

    const generation = metadata.generation ?? 1;
    const seen = { generation, health, endpoint: this.endpointOf(cluster) };
    const status = statusToWrite(cluster.status, decision, seen, this.settings.date());
    if (status !== undefined) {
      context.assertLeading();
      const { name, namespace, uid } = metadata;
      await this.settings.kubernetes.mergePatch(
        distributedClusters,
        { namespace, name },
        { metadata: { uid }, status },
        { subresource: 'status', fieldManager: fieldManager.controller, signal: context.signal },
      );
    }
    const notice = decision.notify && `${metadata.uid}/${generation}/${decision.notify}`;
    if (this.notices.isDue(key, notice)) {
      context.assertLeading();
      const { tenant, component } = cluster.spec;
      const { namespace = '', name } = refOf(key);
      await this.settings.notify({ namespace, name }, { tenant, component });
      this.notices.told(key, notice);
    }
    return { kind: 'requeueAfter', ms: this.health.interval };
  }

  private made<P>(store: ReadonlyStore<P>, uid: string): readonly P[] {
    return store.keysBy('cluster', uid).flatMap((key) => store.get(key) ?? []);
  }

  /** Undefined while no member can be asked, and for a cluster that is going. */
  private async askHealth(
    key: Key,
    cluster: DistributedCluster,
    pods: readonly CachedPod[],
    signal: AbortSignal,
  ): Promise<ComponentHealth | undefined> {
    const component = this.settings.catalog.component(cluster.spec.component);
    if (component === undefined || cluster.metadata.deletionTimestamp !== undefined) return undefined;
    const spec = withDefaults(cluster.spec, component.rules);
    const { exposure } = spec;
    const ready = pods.filter(isPodReady);
    const endpoints = ready
      .filter((pod) => pod.nodeType === exposure?.nodeType && pod.ip !== undefined)
      .map((pod) => `http://${pod.ip ?? ''}:${component.rules.clientPort}`);
    if (endpoints.length === 0) return undefined;
    const members = countMembersOnline(spec);
    const who = ready.map((pod) => `${pod.metadata.name}=${pod.ip ?? ''}`).toSorted();
    const fingerprint = [cluster.metadata.uid, ...who].join();
    return this.health.look(key, fingerprint, signal, (ending) =>
      component.health({ endpoints, members, signal: ending }),
    );
  }

  private endpointOf({ metadata, spec }: DistributedCluster): string {
    const rules = this.settings.catalog.component(spec.component)?.rules;
    if (rules === undefined) return '';
    const { clientPort, clientScheme } = rules;
    const address = `${metadata.name}.${metadata.namespace ?? ''}.svc:${clientPort}`;
    return clientScheme === undefined ? address : `${clientScheme}://${address}`;
  }
}
