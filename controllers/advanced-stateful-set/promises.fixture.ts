import { selectorMatches } from '../../api/label-selector.js';
import { z } from 'zod';
import type { Action, CreatePod, DeletePod, MemberAction } from './actions.js';
import { mostUnavailable } from './budget.js';
import { decide, type Decision } from './decide.js';
import { claimName, memberLabel, ordinalOf, podName, splitName } from './identity.js';
import type { Observation, SetView } from './model.js';
import { eachOrdinal } from '../../api/ordinals.js';
import { ordinalsOf, placeOf } from './ordinals.js';
import type { Witness } from './reconciler.fixture.js';
import { letsGo, type Moment, type World } from './world.fixture.js';

const labelsSchema = z.record(z.string(), z.string());

/** Holds every decision and every action to what a set promises, without looking at how they came about. */
export class Promises implements Witness {
  /** Wanted ordinals whose serving pods an update took away, and which have not been available again since. */
  readonly #takenAway = new Set<number>();

  constructor(private readonly world: World) {}

  decided(observation: Observation, decision: Decision, seen: Moment): void {
    // A pod may have failed unseen before it was counted on. Who looked in between is not to blame for relying on it.
    this.watch(seen);
    const again = decide(observation, new Date(this.world.time));
    must(JSON.stringify(again) === JSON.stringify(decision), 'two looks at the same gave two decisions');
    const { set } = observation;
    const actions = decision.plan.lanes.flat();
    if (set.spec.paused) must(actions.length + decision.plan.first.length === 0, 'acted while paused');
    if (set.spec.podManagementPolicy === 'OrderedReady') keepsOrder(observation, actions);
  }

  acts(action: Action, observation: Observation): void {
    const { set } = observation;
    if (action.kind === 'createPod') this.#creates(observation, action);
    if (action.kind === 'deleteRevision') {
      const users = [...this.world.head.pods.values()].filter(
        ({ metadata: { labels = {} } }) =>
          labels[memberLabel.revision] === action.name && selectorMatches(set.spec.selector, labels),
      );
      must(users.length === 0, `${action.name} was forgotten though a pod is of it`);
    }
    if (action.kind === 'createPod' || action.kind === 'createClaim') {
      must(
        placeOf(ordinalsOf(set.spec), ordinalIn(action.name)) === 'wanted',
        `${action.name} was not wanted`,
      );
    }
    if (action.kind === 'deletePod') this.#deletes(set, action);
    if (action.kind === 'patchImagesInPlace') this.#takesAway(set, action.name, action.uid);
    if (action.kind === 'deleteClaim') {
      must(letsGo(set.spec, ordinalIn(action.name)), `${action.name} was deleted though its policy keeps it`);
      const isUsed = observation.pods.some(({ name }) => name === action.podToBeGone);
      must(!isUsed, `${action.name} was deleted before its pod was gone`);
    }
    if (action.kind === 'updateClaim' && action.ownerReferences?.some(({ kind }) => kind === 'Pod')) {
      const { spec } = set;
      const isScaledAway = placeOf(ordinalsOf(spec), ordinalIn(action.name)) === 'condemned';
      must(isScaledAway && spec.retention.whenScaled === 'Delete', `${action.name} was given away`);
    }
  }

  /** To be called whenever the world has changed. */
  watch(moment: Moment = this.world.head): void {
    const { set } = moment;
    for (const ordinal of this.#takenAway) {
      if (this.#serves(moment, podName(set, ordinal)) || placeOf(ordinalsOf(set.spec), ordinal) !== 'wanted')
        this.#takenAway.delete(ordinal);
    }
  }

  #creates({ set, claims, revisions }: Observation, { name, manifest }: CreatePod): void {
    const ordinal = ordinalIn(name);
    for (const template of set.spec.volumeClaimTemplates) {
      const claim = claims.get(claimName(set, template, ordinal));
      must(claim?.terminating !== true, `${name} was made on a claim that is being deleted`);
    }
    const { type, partition } = set.spec.update;
    const { currentRevision } = set.status;
    if (type !== 'RollingUpdate' || ordinal >= set.spec.start + partition) return;
    if (!revisions.some((revision) => revision.name === currentRevision)) return;
    const labels = labelsSchema.parse(manifest.metadata.labels);
    must(labels[memberLabel.revision] === currentRevision, `${name} is below the partition and was updated`);
  }

  #deletes(set: SetView, { name, uid, reason, resourceVersion }: DeletePod): void {
    const place = placeOf(ordinalsOf(set.spec), ordinalIn(name));
    const due = {
      ended: 'wanted',
      outdated: 'wanted',
      faulty: 'wanted',
      offline: 'offline',
      scaledDown: 'condemned',
    };
    must(place === due[reason], `${name} is ${place} and was deleted as ${reason}`);
    const seen = this.world.head.pods.get(name)?.metadata;
    const isRefused = seen?.uid !== uid || (resourceVersion ?? seen.resourceVersion) !== seen.resourceVersion;
    if (isRefused) return;
    if (reason === 'outdated') this.#takesAway(set, name, uid);
    if (reason === 'faulty')
      must(
        !this.#serves({ set, pods: this.world.head.pods }, name),
        `${name} was taken for faulty though it serves`,
      );
    if (reason === 'scaledDown' && set.spec.retention.whenScaled === 'Delete')
      this.#hasGivenClaims(set, name, uid);
  }

  #hasGivenClaims(set: SetView, name: string, uid: string): void {
    for (const template of set.spec.volumeClaimTemplates) {
      const claim = this.world.head.claims.get(claimName(set, template, ordinalIn(name)));
      if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) continue;
      const isGiven = claim.metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
      must(isGiven, `${name} was ended before its claims were to go with it`);
    }
  }

  #takesAway(set: SetView, name: string, uid: string): void {
    this.watch();
    const { pods } = this.world.head;
    if (pods.get(name)?.metadata.uid !== uid || !this.#serves({ set, pods }, name)) return;
    this.#takenAway.add(ordinalIn(name));
    const { wanted } = ordinalsOf(set.spec);
    const most = mostUnavailable(set.spec.update.maxUnavailable, [...eachOrdinal(wanted)].length);
    must(this.#takenAway.size <= most, `${name} was taken away as number ${this.#takenAway.size} of ${most}`);
  }

  /** Whether the pod is there, has been ready for long enough, and runs what it was told to run. */
  #serves({ set, pods }: Pick<Moment, 'set' | 'pods'>, name: string): boolean {
    const pod = pods.get(name);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return false;
    const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
    const readyForMs = this.world.time - Date.parse(ready?.lastTransitionTime ?? '');
    const isLongEnough = set.spec.minReadySeconds === 0 || readyForMs >= set.spec.minReadySeconds * 1_000;
    const runs = pod.status?.containerStatuses?.[0]?.image;
    return ready?.status === 'True' && isLongEnough && runs === pod.spec.containers[0]?.image;
  }
}

/** OrderedReady makes one pod at a time, after all before it, and scales down one at a time, after all wanted are up. */
function keepsOrder({ set, pods }: Observation, actions: readonly MemberAction[]): void {
  const up = new Set(
    pods.flatMap((pod) => (pod.ready && !pod.terminating ? [ordinalOf(set, pod.name)] : [])),
  );
  const wanted = [...eachOrdinal(ordinalsOf(set.spec).wanted)];
  const made = actions.filter(({ kind }) => kind === 'createPod').map(({ name }) => ordinalIn(name));
  must(made.length <= 1, 'made several pods at once');
  for (const ordinal of made) {
    must(
      wanted.every((other) => other >= ordinal || up.has(other)),
      `made ${ordinal} before those before it`,
    );
  }
  const ended = actions.filter((action) => action.kind === 'deletePod' && action.reason === 'scaledDown');
  must(ended.length <= 1, 'scaled several pods down at once');
  if (ended.length > 0)
    must(
      wanted.every((ordinal) => up.has(ordinal)),
      'scaled down while a pod was not up',
    );
}

function ordinalIn(name: string): number {
  return splitName(name)?.ordinal ?? -1;
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
