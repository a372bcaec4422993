import type { AdvancedStatefulSet, AdvancedStatefulSetStatus } from '../../../api/advanced-stateful-set.js';
import { memberLabel } from '../../../controllers/advanced-stateful-set/identity.js';
import { setKinds, type SetKindName } from '../../../controllers/advanced-stateful-set/set-kind.js';
import {
  controllerRevisions,
  events,
  namespaces,
  persistentVolumeClaims,
  pods,
  type ControllerRevision,
  type KubernetesClient,
  type KubernetesObject,
  type PersistentVolumeClaim,
  type Pod,
} from '../../../kubernetes/index.js';
import type { Fields } from './fields-of.js';
import { SetController, type SetControllerOptions } from './set-controller.js';
import { StandInKubelet } from './stand-in-kubelet.js';
import { waitUntil } from './wait-until.js';

/** Waits of a machine that others load too. */
export const patience = { timeoutMs: 90_000 };

const labels = { app: 'web' };

/** Three pods of one container, without volumes. */
export const plainSpec: Fields = {
  replicas: 3,
  serviceName: 'web',
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'web:1' }] } },
};

/** A change of the template's one image. */
export const imageOf = (image: string): Fields => ({
  template: { spec: { containers: [{ name: 'app', image }] } },
});

export const withVolume: Fields = {
  volumeClaimTemplates: [
    {
      metadata: { name: 'data' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'growing',
        resources: { requests: { storage: '1Gi' } },
      },
    },
  ],
};

let serial = 0;

/** A namespace of its own with a controller of sets and a stand-in for the kubelet. */
export class SetWorld {
  controller: SetController | undefined;
  kubelet: StandInKubelet | undefined;

  private constructor(
    readonly client: KubernetesClient,
    readonly namespace: string,
    private readonly kind: SetKindName,
  ) {}

  static async make(
    client: KubernetesClient,
    { kind = 'statewright.io' }: { readonly kind?: SetKindName } = {},
  ): Promise<SetWorld> {
    serial += 1;
    const world = new SetWorld(client, `world-${serial}`, kind);
    await client.create(namespaces, { metadata: { name: world.namespace } });
    world.kubelet = new StandInKubelet(client, world.namespace);
    return world;
  }

  /** With a controller that is at work already. */
  static async start(client: KubernetesClient, options: SetControllerOptions = {}): Promise<SetWorld> {
    const [kind] = options.kinds ?? [];
    const world = await SetWorld.make(client, { ...(kind !== undefined && { kind }) });
    world.controller = new SetController(client, world.namespace, options);
    return world;
  }

  async stop(): Promise<void> {
    await this.controller?.stop();
    await this.kubelet?.stop();
  }

  ref(name: string) {
    return { namespace: this.namespace, name };
  }

  async create(name: string, spec: Fields, annotations: Readonly<Record<string, string>> = {}) {
    const metadata = { ...this.ref(name), annotations };
    return this.client.create(setKinds[this.kind].resource, { metadata, spec: { ...plainSpec, ...spec } });
  }

  /** A merge patch of the spec. */
  async edit(name: string, spec: Fields): Promise<AdvancedStatefulSet> {
    return this.client.mergePatch(setKinds[this.kind].resource, this.ref(name), { spec });
  }

  /** With all that it made, as far as somebody collects it. */
  async remove(name: string): Promise<void> {
    await this.client.delete(setKinds[this.kind].resource, this.ref(name), {
      propagationPolicy: 'Background',
    });
  }

  /** What Kubernetes' garbage collector does for a set that is deleted and leaves behind what it made. */
  async release(name: string): Promise<void> {
    const { client, namespace } = this;
    const owned = { metadata: { ownerReferences: null } };
    for (const resource of [pods, controllerRevisions, persistentVolumeClaims] as const) {
      const { items } = await client.list<KubernetesObject>(resource, { namespace });
      for (const { metadata } of items) {
        if (!(metadata.ownerReferences ?? []).some((owner) => owner.name === name)) continue;
        await client.mergePatch<KubernetesObject>(resource, this.ref(metadata.name), owned);
      }
    }
    const { resource } = setKinds[this.kind];
    if ((await client.get(resource, this.ref(name))) === undefined) return;
    await client.mergePatch(resource, this.ref(name), { metadata: { finalizers: null } });
  }

  async set(name: string): Promise<AdvancedStatefulSet> {
    const set = await this.client.get(setKinds[this.kind].resource, this.ref(name));
    if (set === undefined) throw new Error(`there is no set ${name}`);
    return set;
  }

  async pods(): Promise<ReadonlyMap<string, Pod>> {
    const { items } = await this.client.list(pods, { namespace: this.namespace });
    return new Map(items.map((pod) => [pod.metadata.name, pod]));
  }

  async uids(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(Array.from(await this.pods(), ([name, pod]) => [name, pod.metadata.uid]));
  }

  async claims(): Promise<ReadonlyMap<string, PersistentVolumeClaim>> {
    const { items } = await this.client.list(persistentVolumeClaims, { namespace: this.namespace });
    return new Map(items.map((claim) => [claim.metadata.name, claim]));
  }

  async revisions(): Promise<readonly ControllerRevision[]> {
    const { items } = await this.client.list(controllerRevisions, { namespace: this.namespace });
    return items.toSorted((a, b) => a.revision - b.revision);
  }

  /** Reasons of the warnings about the set. */
  async warnings(name: string): Promise<readonly string[]> {
    const { items } = await this.client.list(events, { namespace: this.namespace });
    return items
      .filter(({ regarding, type }) => regarding?.name === name && type === 'Warning')
      .map(({ reason = '', note = '' }) => `${reason}: ${note}`);
  }

  /** Waits until the set has exactly these ordinals' pods, all ready and of the newest revision, and says so. */
  async settle(name: string, ordinals: readonly number[]): Promise<AdvancedStatefulSet> {
    const isSettled = async () => {
      const state = await this.#stateOf(name, ordinals);
      if (!state.isSettled) throw new Error(JSON.stringify(state));
      return true;
    };
    await waitUntil(`${name} runs ${ordinals.join(', ') || 'nothing'}`, isSettled, patience);
    return this.set(name);
  }

  /** Whether it is so already. */
  async isSettled(name: string, ordinals: readonly number[]): Promise<boolean> {
    return (await this.#stateOf(name, ordinals)).isSettled;
  }

  async #stateOf(name: string, ordinals: readonly number[]) {
    const names = ordinals.map((ordinal) => `${name}-${ordinal}`).toSorted();
    const { metadata, status = {} } = await this.set(name);
    const found = [...(await this.pods()).keys()].filter((it) => it.startsWith(`${name}-`)).toSorted();
    const isSettled = found.join() === names.join() && isAtRest(status, names.length, metadata.generation);
    return { isSettled, found, status };
  }
}

function isAtRest(status: AdvancedStatefulSetStatus, count: number, generation: number | undefined): boolean {
  const { observedGeneration, replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const { updatedReplicas = 0, currentRevision, updateRevision } = status;
  return (
    observedGeneration === generation &&
    [replicas, readyReplicas, availableReplicas, updatedReplicas].every((it) => it === count) &&
    currentRevision === updateRevision
  );
}

/** The name of the revision that a pod was made from. */
export function revisionOf(pod: Pod | undefined): string | undefined {
  return pod?.metadata.labels?.[memberLabel.revision];
}
