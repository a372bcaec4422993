import { StatewrightError } from '../../api/errors/index.js';
import type { MemberAction, Plan, RevisionAction } from './actions.js';
import { actOnClaim } from './act-on-claims.js';
import { actOnPod } from './act-on-pods.js';
import { actOnRevision } from './act-on-revisions.js';
import { isOutdated } from './failures.js';
import type { Outcome, Scene } from './scene.js';
import { slowStart } from './slow-start.js';
import { failureNews } from './news.js';

/** Lanes of one set that go at once, whatever the rate limit of the connection lets through of them. */
const limits = { most: 32, failuresInARow: 3 };

/** What became of a plan. */
export interface Result {
  /** `done` if all of it was carried out; else the first reason that the set has to be looked at again. */
  readonly outcome: Outcome | 'failed';
  /** The first failure. */
  readonly failure: unknown;
  /** Names of the pods that were made and ended. */
  readonly made: readonly string[];
  readonly ended: readonly string[];
}

/** Carries out what was decided about the history before the pods. */
export async function prepare(scene: Scene, plan: Pick<Plan, 'first'>): Promise<Outcome> {
  for (const action of plan.first) {
    const outcome = await attempt(scene, action, () => actOnRevision(scene, action));
    if (outcome !== 'done') return outcome;
  }
  return 'done';
}

/** Carries out all the rest; it does not reject, since one lane that fails says nothing about the others. */
export async function carryOut(scene: Scene, plan: Pick<Plan, 'lanes' | 'last'>): Promise<Result> {
  const outcomes = new Set<Outcome>();
  const failures: unknown[] = [];
  const made: string[] = [];
  const ended: string[] = [];
  const runLane = async (lane: readonly MemberAction[]): Promise<boolean> => {
    try {
      for (const action of lane) {
        const outcome = await attempt(scene, action, () => actOnMember(scene, action));
        outcomes.add(outcome);
        if (outcome !== 'done') return true;
        if (action.kind === 'createPod') made.push(action.name);
        if (action.kind === 'deletePod') ended.push(action.name);
      }
      return true;
    } catch (error) {
      failures.push(error);
      return false;
    }
  };
  await slowStart(plan.lanes, limits, runLane);
  const isComplete = failures.length === 0 && !outcomes.has('outdated') && !outcomes.has('refused');
  if (isComplete) await forget(scene, plan.last, failures);
  const outcome =
    failures.length > 0
      ? 'failed'
      : outcomes.has('refused')
        ? 'refused'
        : outcomes.has('outdated')
          ? 'outdated'
          : 'done';
  return { outcome, failure: failures[0], made, ended };
}

async function forget(scene: Scene, last: readonly RevisionAction[], failures: unknown[]): Promise<void> {
  try {
    for (const action of last) await attempt(scene, action, () => actOnRevision(scene, action));
  } catch (error) {
    failures.push(error);
  }
}

function actOnMember(scene: Scene, action: MemberAction): Promise<Outcome> {
  switch (action.kind) {
    case 'createClaim':
    case 'updateClaim':
    case 'deleteClaim':
      return actOnClaim(scene, action);
    case 'adoptPod':
    case 'releasePod':
    case 'createPod':
    case 'deletePod':
    case 'relabelPod':
    case 'resizeInPlace':
    case 'patchImagesInPlace':
      return actOnPod(scene, action);
  }
}

/** What fails is told of in an event, but for what only shows that somebody else came first. */
async function attempt(
  scene: Scene,
  action: MemberAction | RevisionAction,
  act: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (isOutdated(error)) return 'outdated';
    if (error instanceof StatewrightError && scene.call.signal?.aborted !== true) {
      scene.warn(failureNews(action, error.sentence));
    }
    throw error;
  }
}
