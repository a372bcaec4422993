import type { Pod } from '../../kubernetes/index.js';
import { claimName, ordinalOf } from './identity.js';
import { usesClaim, type World } from './world.fixture.js';

/** Image that starts and never becomes ready; all others do. */
export const badImage = 'bad';

/** What else in a cluster acts on the objects of a set: kubelets, the garbage collector, and misfortune. */
export class Machines {
  #containers = 0;

  constructor(private readonly world: World) {}

  /** One step of the kubelet for one pod: it goes, starts, becomes ready, or restarts with what it was told. */
  step(name: string): void {
    const pod = this.world.head.pods.get(name);
    if (pod === undefined) return;
    if (pod.metadata.deletionTimestamp !== undefined) this.world.removePod(name);
    else if (pod.status?.phase === 'Pending') this.#start(pod);
    else if (pod.status?.phase === 'Running') this.#run(pod);
  }

  stepAll(): void {
    for (const name of this.world.head.pods.keys()) this.step(name);
  }

  /** Ends claims whose last user is gone, and those all of whose owners are gone. */
  collectGarbage(): void {
    const { world } = this;
    const { set, pods, claims } = world.head;
    const living = new Set([set.uid, ...Array.from(pods.values(), ({ metadata }) => metadata.uid)]);
    for (const { metadata } of claims.values()) {
      const owners = metadata.ownerReferences ?? [];
      const isOrphaned = owners.length > 0 && owners.every(({ uid }) => !living.has(uid));
      if (isOrphaned || metadata.deletionTimestamp !== undefined) world.deleteClaim(metadata.name);
    }
  }

  fail(name: string): void {
    const pod = this.world.head.pods.get(name);
    if (pod?.status?.phase !== 'Running') return;
    this.world.putPod({
      ...pod,
      status: { ...pod.status, phase: 'Failed', conditions: [this.#ready('False')] },
    });
  }

  /** Ready no more, for a while. */
  upset(name: string): void {
    const pod = this.world.head.pods.get(name);
    if (pod?.status?.phase !== 'Running' || !isReady(pod)) return;
    this.world.putPod({ ...pod, status: { ...pod.status, conditions: [this.#ready('False')] } });
  }

  #start(pod: Pod): void {
    const { set, claims } = this.world.head;
    const ordinal = ordinalOf(set, pod.metadata.name) ?? 0;
    const isServed = set.spec.volumeClaimTemplates.every((template) => {
      const name = claimName(set, template, ordinal);
      const claim = claims.get(name);
      return !usesClaim(pod, name) || (claim !== undefined && claim.metadata.deletionTimestamp === undefined);
    });
    if (!isServed) return;
    const conditions = [this.#ready('False')];
    const startTime = this.world.timestamp;
    this.world.putPod({ ...pod, status: { phase: 'Running', startTime, conditions, ...this.#running(pod) } });
  }

  #run(pod: Pod): void {
    const [container] = pod.spec.containers;
    const [runs] = pod.status?.containerStatuses ?? [];
    if (container?.image !== runs?.image) {
      const conditions = isReady(pod) ? [this.#ready('False')] : (pod.status?.conditions ?? []);
      this.world.putPod({ ...pod, status: { ...pod.status, conditions, ...this.#running(pod) } });
    } else if (container?.image !== badImage && !isReady(pod)) {
      this.world.putPod({ ...pod, status: { ...pod.status, conditions: [this.#ready('True')] } });
    }
  }

  #running({ spec }: Pod): Pick<NonNullable<Pod['status']>, 'containerStatuses'> {
    this.#containers += 1;
    const containerID = `container-${this.#containers}`;
    const containerStatuses = spec.containers.map(({ name, image }) => ({
      name,
      ready: true,
      restartCount: 0,
      containerID,
      image,
      state: { running: { startedAt: this.world.timestamp } },
    }));
    return { containerStatuses };
  }

  #ready(status: 'True' | 'False') {
    return { type: 'Ready', status, lastTransitionTime: this.world.timestamp };
  }
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') ?? false;
}
