import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import type { Plan } from './actions.js';
import { decideClaims } from './claims.js';
import { Draft, type Notice } from './draft.js';
import { findingsOf, findingsOfRefused } from './findings.js';
import { revisionOf } from './identity.js';
import type { Observation } from './model.js';
import { decideOffline } from './offline.js';
import { availableInMs, givenUpInMs } from './pod-state.js';
import { decideReplicas } from './replicas.js';
import { revisionsToForget } from './revisions.js';
import { decideScaleDown } from './scale-down.js';
import { situationOf, type Situation } from './situation.js';
import { statusOf, statusOfRefused, statusToWrite } from './status.js';
import { decideUpdate } from './update.js';

/** What is to be done about a set and said of it. */
export interface Decision {
  readonly plan: Plan;
  /** The whole status in the form of the set's kind. */
  readonly status: AdvancedStatefulSetStatus;
  /** Whether it differs from the one that stands. */
  readonly statusChanged: boolean;
  readonly notices: readonly Notice[];
  /** Look again after this time though nothing has changed; undefined if only changes call for a look. */
  readonly requeueAfterMs: number | undefined;
}

const nothing: Plan = { first: [], lanes: [], last: [] };

/**
 * What is to be done about one set. Pure: the same observation at the same time gives the same decision.
 *
 * | the set                | OrderedReady                                                            | Parallel |
 * | ---------------------- | ----------------------------------------------------------------------- | -------- |
 * | its spec is invalid    | the status says so                                                      | the same |
 * | being deleted, paused  | status only                                                             | the same |
 * | any other              | whose pods and revisions are; claims; offline pods                      | the same |
 * |                        | wanted pods, lowest first, up to the first that is not available        | all      |
 * |                        | when all are available: the highest condemned pod                       | all      |
 * |                        | when no condemned pod is left: the update, highest first, in its budget | always   |
 */
export function decide(observation: Observation, now: Date): Decision {
  const { set } = observation;
  if (set.problems.length > 0) {
    const findings = findingsOfRefused(set.problems, set.spec.paused);
    const { status, changed } = statusToWrite(set, statusOfRefused(set, findings, now));
    return { plan: nothing, status, statusChanged: changed, notices: [], requeueAfterMs: undefined };
  }
  const situation = situationOf(observation, now);
  const acts = !set.terminating && !set.spec.paused;
  const draft = new Draft();
  const progress = acts ? decideMembers(situation, draft) : { waitsFor: undefined, cutShort: false };
  warnOfOverlap(situation, draft);

  const findings = findingsOf(situation, { warnings: draft.warnings, waitsFor: progress.waitsFor });
  const { status, changed } = statusToWrite(set, statusOf(situation, findings, acts));
  const plan: Plan = {
    first: situation.decided.actions,
    lanes: draft.lanes(),
    last: revisionsToForget(observation, revisionsInUse(situation)),
  };
  return {
    plan: acts ? plan : nothing,
    status,
    statusChanged: changed,
    notices: draft.warnings,
    requeueAfterMs: progress.cutShort ? 0 : nextChangeByTime(situation),
  };
}

interface Progress {
  readonly waitsFor: string | undefined;
  readonly cutShort: boolean;
}

function decideMembers(situation: Situation, draft: Draft): Progress {
  const { members, set } = situation;
  const ordered = set.spec.podManagementPolicy === 'OrderedReady';
  for (const action of members.actions) draft.add(action.name, action);
  decideOffline(situation, draft);
  const walk = decideReplicas(situation, draft);
  const reachesCondemned = !ordered || walk.complete;
  decideClaims(situation, draft, reachesCondemned);
  const downWaits = reachesCondemned ? decideScaleDown(situation, draft) : undefined;
  if (!ordered || (walk.complete && members.condemned.length === 0)) decideUpdate(situation, draft);
  return { waitsFor: walk.waitsFor ?? downWaits, cutShort: walk.cutShort };
}

function warnOfOverlap({ overlapping }: Situation, draft: Draft): void {
  if (overlapping.length === 0) return;
  const others = overlapping.toSorted().join(', ');
  draft.warn('SelectorOverlap', 'Select', `The selector also selects pods of ${others}.`);
}

function revisionsInUse({ members, decided }: Situation): ReadonlySet<string> {
  const inUse = new Set([decided.current.name, decided.update.name]);
  for (const { pod } of members.all.values()) inUse.add(revisionOf(pod));
  return inUse;
}

/** When the next ready pod will have been ready for long enough, or the next that is not will be given up. */
function nextChangeByTime({ set, now, members }: Situation): number | undefined {
  let next: number | undefined;
  for (const { pod } of members.all.values()) {
    const ms = availableInMs(pod, set.spec.minReadySeconds, now) ?? givenUpInMs(pod, now);
    if (ms !== undefined && ms > 0 && (next === undefined || ms < next)) next = ms;
  }
  return next;
}
