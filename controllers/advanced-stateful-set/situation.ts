import { countOrdinals } from '../../api/ordinals.js';
import { membershipOf, type Membership } from './membership.js';
import type { Observation } from './model.js';
import { ordinalsOf, type SetOrdinals } from './ordinals.js';
import { canBeCountedOn } from './pod-state.js';
import { decideRevisions, type NamedTemplate, type RevisionDecision } from './revisions.js';

/** An observation with everything derived from it that more than one concern needs. */
export interface Situation extends Observation {
  readonly now: Date;
  readonly ordinals: SetOrdinals;
  /** How many pods are to exist. */
  readonly wantedCount: number;
  readonly members: Membership;
  readonly decided: RevisionDecision;
}

export function situationOf(observation: Observation, now: Date): Situation {
  const { set, pods } = observation;
  const ordinals = ordinalsOf(set.spec);
  return {
    ...observation,
    now,
    ordinals,
    wantedCount: countOrdinals(ordinals.wanted),
    members: membershipOf(set, ordinals, pods),
    decided: decideRevisions(observation),
  };
}

/** The revision from which the pod of a wanted ordinal is made: below the partition, the current one. */
export function revisionFor({ set, decided }: Situation, ordinal: number): NamedTemplate {
  const { type, partition } = set.spec.update;
  const below = type === 'RollingUpdate' && ordinal < set.spec.start + partition;
  return below ? decided.current : decided.update;
}

/** Wanted pods that cannot be counted on, those that do not exist among them. */
export function uncounted({ set, now, members, wantedCount }: Situation): number {
  let counted = 0;
  for (const { pod } of members.wanted.values()) {
    if (canBeCountedOn(pod, set.spec.minReadySeconds, now)) counted += 1;
  }
  return wantedCount - counted;
}
