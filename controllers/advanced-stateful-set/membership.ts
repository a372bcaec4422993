import { selectorMatches } from '../../api/label-selector.js';
import { controllerOf } from '../runtime/owners.js';
import type { AdoptPod, ReleasePod } from './actions.js';
import { ordinalOf } from './identity.js';
import type { PodView, SetView } from './model.js';
import { placeOf, type SetOrdinals } from './ordinals.js';
import { controllerReference, ownerOf } from './owners.js';

export interface Member {
  readonly ordinal: number;
  readonly pod: PodView;
}

/** Whose the pods are, and where the ordinals of ours stand. */
export interface Membership {
  readonly all: ReadonlyMap<number, Member>;
  readonly wanted: ReadonlyMap<number, Member>;
  readonly offline: readonly Member[];
  /** Highest ordinal first. */
  readonly condemned: readonly Member[];
  /** Pods by name that are not ours and stand where one of ours is to be. */
  readonly strangers: ReadonlyMap<string, PodView>;
  readonly actions: readonly (AdoptPod | ReleasePod)[];
}

type Claim = 'ours' | 'adopt' | 'release' | 'stranger';

/**
 * Whose a pod is; it belongs if the selector selects it and it has the name of a member:
 *
 * | its controller | belongs | the pod     | the set     |          |
 * | -------------- | ------- | ----------- | ----------- | -------- |
 * | the set        | yes     |             |             | ours     |
 * | the set        | no      |             |             | release  |
 * | the set        | no      |             | terminating | stranger |
 * | none           | yes     |             |             | adopt    |
 * | none           | yes     | terminating |             | stranger |
 * | none           | yes     |             | terminating | stranger |
 * | none           | no      |             |             | stranger |
 * | another        |         |             |             | stranger |
 *
 * (pkg/controller/controller_ref_manager.go `ClaimObject`)
 */
export function claimOf(set: SetView, pod: PodView): Claim {
  const controller = controllerOf({ ownerReferences: [...pod.ownerReferences] });
  const belongs = ordinalOf(set, pod.name) !== undefined && selectorMatches(set.spec.selector, pod.labels);
  if (controller?.uid === set.uid) {
    if (belongs) return 'ours';
    return set.terminating ? 'stranger' : 'release';
  }
  if (controller !== undefined || !belongs) return 'stranger';
  return pod.terminating || set.terminating ? 'stranger' : 'adopt';
}

/** A pod that is to be adopted counts as a member at once: the adoption comes before whatever else is done to it. */
export function membershipOf(set: SetView, ordinals: SetOrdinals, pods: readonly PodView[]): Membership {
  const all = new Map<number, Member>();
  const wanted = new Map<number, Member>();
  const offline: Member[] = [];
  const condemned: Member[] = [];
  const strangers = new Map<string, PodView>();
  const actions: (AdoptPod | ReleasePod)[] = [];

  for (const pod of pods) {
    const claim = claimOf(set, pod);
    const { name, uid, resourceVersion, ownerReferences } = pod;
    if (claim === 'adopt') {
      const ours = controllerReference(ownerOf(set));
      const owners = [...ownerReferences.filter((owner) => owner.uid !== set.uid), ours];
      actions.push({ kind: 'adoptPod', name, uid, resourceVersion, ownerReferences: owners });
    }
    if (claim === 'release') {
      const owners = ownerReferences.filter((owner) => owner.uid !== set.uid);
      actions.push({ kind: 'releasePod', name, uid, resourceVersion, ownerReferences: owners });
    }
    const ordinal = ordinalOf(set, name);
    if (claim === 'release' || claim === 'stranger' || ordinal === undefined) {
      strangers.set(name, pod);
      continue;
    }
    const member = { ordinal, pod };
    all.set(ordinal, member);
    const place = placeOf(ordinals, ordinal);
    if (place === 'wanted') wanted.set(ordinal, member);
    else (place === 'offline' ? offline : condemned).push(member);
  }
  condemned.sort((a, b) => b.ordinal - a.ordinal);
  offline.sort((a, b) => a.ordinal - b.ordinal);
  return { all, wanted, offline, condemned, strangers, actions };
}
