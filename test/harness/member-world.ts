import type { DistributedCluster, NodeType } from '../../api/distributed-cluster.js';
import { StatewrightError } from '../../api/errors/index.js';
import { label, nodeTypeSetName } from '../../api/names.js';
import { isToBeOnline } from '../../api/online-members.js';
import type { MemberActivities, RunningOperations } from '../../activities/members/contract.js';
import { createMemberActivities } from '../../activities/members/index.js';
import type { KubernetesClient, KubernetesObject, Resource } from '../../kubernetes/index.js';
import { exampleSpec } from './example-component.js';
import { ExampleSystem } from './example-system.js';

type Json = Readonly<Record<string, unknown>>;

interface WorldPod {
  readonly uid: string;
  readonly nodeType: string;
  readonly ordinal: number;
  readonly revision: string;
  /** Not ready from the start. */
  readonly faulty: boolean;
  ready: boolean;
}

export const clusterUid = 'uid-carts';
const started = '2026-01-01T00:00:00Z';

/**
 * One cluster of the example component in memory, as much of it as operations on members need: its object, its pods, and
 * the system itself. In place of its workflow and the sets' controller, pods follow the spec at once unless `stopped`.
 */
export class MemberWorld {
  readonly system = new ExampleSystem();
  readonly key: { readonly namespace: string; readonly name: string };
  readonly events: Json[] = [];
  readonly pods = new Map<string, WorldPod>();
  cluster: DistributedCluster;
  /** Pods that somebody deleted, in order. */
  readonly ended: string[] = [];
  /** Revision of which sets make their pods. */
  revision = 'first';
  /** Revisions whose pods never become ready. */
  readonly faultyRevisions = new Set<string>();
  paused = false;
  /** Pods no longer follow the spec. */
  stopped = false;
  /** Requests that failed. */
  failures = 0;
  private version = 1;
  private listeners: (() => void)[] = [];
  private failing: StatewrightError | undefined;

  constructor(name: string, store: Pick<NodeType, 'replicas' | 'offlineOrdinals'> = { replicas: 4 }) {
    this.key = { namespace: 'shop', name };
    const nodeTypes = exampleSpec.nodeTypes.map((nodeType) =>
      nodeType.name === 'store' ? { ...nodeType, ...store } : nodeType,
    );
    this.cluster = {
      apiVersion: 'statewright.io/v1alpha1',
      kind: 'DistributedCluster',
      metadata: { ...this.key, uid: clusterUid, resourceVersion: '1', generation: 1 },
      spec: { ...exampleSpec, nodeTypes },
      status: { formed: true, observedGeneration: 1 },
    };
    this.follow();
    for (const pod of this.pods.keys()) this.system.units.set(pod, 10);
  }

  pod(nodeType: string, ordinal: number): string {
    return `${nodeTypeSetName(this.key.name, nodeType)}-${ordinal}`;
  }

  offline(nodeType: string): readonly number[] {
    return this.cluster.spec.nodeTypes.find(({ name }) => name === nodeType)?.offlineOrdinals ?? [];
  }

  /** The member's pod gives no answer any more. */
  kill(pod: string): void {
    const known = this.pods.get(pod);
    if (known) known.ready = false;
    this.changed();
  }

  /** Somebody writes annotations of the cluster. */
  annotate(annotations: Readonly<Record<string, string>>): void {
    this.cluster = { ...this.cluster, metadata: { ...this.cluster.metadata, annotations } };
  }

  /** Every request to Kubernetes fails with `error` until called without one. */
  fail(error?: StatewrightError): void {
    this.failing = error;
  }

  /** Pods come and go as the spec says. */
  follow(): void {
    if (this.stopped) return;
    for (const nodeType of this.cluster.spec.nodeTypes) {
      for (let ordinal = 0; ordinal < nodeType.replicas; ordinal += 1) {
        const name = this.pod(nodeType.name, ordinal);
        if (!isToBeOnline(nodeType, ordinal)) this.pods.delete(name);
        else if (!this.pods.has(name)) {
          this.version += 1;
          const { revision } = this;
          const faulty = this.faultyRevisions.has(revision);
          this.pods.set(name, {
            uid: `pod-${this.version}`,
            nodeType: nodeType.name,
            ordinal,
            revision,
            faulty,
            ready: !faulty,
          });
        }
      }
    }
    this.changed();
  }

  activities(
    ending: AbortSignal = new AbortController().signal,
    running?: RunningOperations,
  ): MemberActivities {
    return createMemberActivities({
      kubernetes: this.client(),
      catalog: this.system.catalog(),
      ending,
      operations: running ?? { find: () => Promise.resolve(undefined) },
    });
  }

  private changed(): void {
    const waiting = this.listeners;
    this.listeners = [];
    for (const tell of waiting) tell();
  }

  private objects(plural: string): readonly Json[] {
    if (plural === 'distributedclusters') return [this.cluster];
    if (plural === 'advancedstatefulsets') return this.cluster.spec.nodeTypes.map((it) => this.set(it));
    return [...this.pods].map(([name, { uid, nodeType, ready, revision, faulty }]) => ({
      metadata: {
        namespace: this.key.namespace,
        name,
        uid,
        resourceVersion: '1',
        labels: {
          [label.clusterUid]: clusterUid,
          [label.nodeType]: nodeType,
          'controller-revision-hash': revision,
        },
        ownerReferences: [
          {
            apiVersion: 'statewright.io/v1alpha1',
            kind: 'AdvancedStatefulSet',
            name: nodeTypeSetName(this.key.name, nodeType),
            uid: `set-${nodeType}`,
            controller: true,
          },
        ],
      },
      spec: { containers: [] },
      status: {
        podIP: '10.0.0.1',
        conditions: [
          {
            type: 'Ready',
            status: ready ? 'True' : 'False',
            ...(faulty && { lastTransitionTime: started }),
          },
        ],
        ...(faulty && { startTime: started }),
      },
    }));
  }

  private set({ name, replicas }: NodeType): Json {
    return {
      apiVersion: 'statewright.io/v1alpha1',
      kind: 'AdvancedStatefulSet',
      metadata: {
        namespace: this.key.namespace,
        name: nodeTypeSetName(this.key.name, name),
        uid: `set-${name}`,
        resourceVersion: '1',
        generation: 1,
      },
      spec: {
        replicas,
        paused: this.paused,
        selector: { matchLabels: { app: 'example' } },
        template: {
          metadata: { labels: { app: 'example' } },
          spec: { containers: [{ name: 'app', image: 'app' }] },
        },
      },
      status: { observedGeneration: 1, updateRevision: this.revision },
    };
  }

  /** A set makes a pod anew that somebody deleted, unless it is paused. */
  private end(name: string, uid: string | undefined): 'deleted' | 'absent' {
    const pod = this.pods.get(name);
    if (pod === undefined) return 'absent';
    if (uid !== pod.uid) {
      throw new StatewrightError('KubernetesConflict', { object: name, reason: 'another UID' });
    }
    this.ended.push(name);
    this.pods.delete(name);
    if (this.paused) this.changed();
    else this.follow();
    return 'deleted';
  }

  /** The API server of this world. */
  client(): KubernetesClient {
    const answer = async <T>(act: () => T): Promise<T> => {
      await Promise.resolve();
      if (this.failing) {
        this.failures += 1;
        throw this.failing;
      }
      return act();
    };
    const never = (): never => {
      throw new Error('nobody asks for this here');
    };
    const of = <T extends KubernetesObject>(resource: Resource<T>): T[] =>
      this.objects(resource.plural).map((object) => resource.schema.parse(object));
    return {
      get: (resource, { name }) => answer(() => of(resource).find((it) => it.metadata.name === name)),
      list: (resource) => answer(() => ({ items: of(resource), resourceVersion: String(this.version) })),
      watch: (resource, { signal }) => this.watch(resource, signal),
      create: (resource, object) =>
        answer(() => {
          this.events.push(object);
          return resource.schema.parse({
            ...object,
            metadata: { ...object.metadata, uid: 'event', resourceVersion: '1' },
          });
        }),
      mergePatch: (resource, _ref, patch) => answer(() => this.patch(resource, patch)),
      listPages: never,
      apply: never,
      replace: never,
      delete: (_resource, { name }, options) => answer(() => this.end(name, options?.uid)),
      getRaw: never,
    };
  }

  /** No event is told; the watch ends when a pod changed, which is as much of a sign. */
  private async *watch<T extends KubernetesObject>(
    _resource: Resource<T>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<never> {
    await new Promise<void>((resolve) => {
      this.listeners.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    yield* [];
  }

  /** RFC 7386 on the cluster, as far as it is used here: annotations entry by entry, all else as a whole. */
  private patch<T extends KubernetesObject>(resource: Resource<T>, patch: Json): T {
    const { metadata, spec, status } = patch as {
      metadata: { resourceVersion?: string; uid?: string; annotations?: Record<string, string | null> };
      spec?: Partial<DistributedCluster['spec']>;
      status?: DistributedCluster['status'];
    };
    const { resourceVersion, uid } = this.cluster.metadata;
    const isOther =
      (metadata.uid !== undefined && metadata.uid !== uid) ||
      (metadata.resourceVersion !== undefined && metadata.resourceVersion !== resourceVersion);
    if (isOther)
      throw new StatewrightError('KubernetesConflict', { object: this.key.name, reason: 'it changed' });
    this.version += 1;
    const merged = { ...this.cluster.metadata.annotations, ...metadata.annotations };
    const annotations = Object.fromEntries(
      Object.entries(merged).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    );
    const generation = (this.cluster.metadata.generation ?? 1) + (spec === undefined ? 0 : 1);
    this.cluster = {
      ...this.cluster,
      metadata: { ...this.cluster.metadata, annotations, generation, resourceVersion: String(this.version) },
      spec: { ...this.cluster.spec, ...spec },
      status: { ...this.cluster.status, ...status },
    };
    if (spec !== undefined) this.follow();
    return resource.schema.parse(this.cluster);
  }
}
