import { selectorMatches } from '../../api/label-selector.js';
import { controllerRevisions, type KubernetesClient } from '../../kubernetes/index.js';
import type { ReconcileContext } from '../runtime/controller.js';
import type { Log } from '../runtime/observation.js';
import { controllerOf } from '../runtime/owners.js';
import type { Key, ReadonlyStore } from '../runtime/store.js';
import type { WorkResult } from '../runtime/work-queue.js';
import type { Plan } from './actions.js';
import { carryOut, prepare, type Result } from './act.js';
import { decide, type Decision } from './decide.js';
import { Expectations, type Sight } from './expectations.js';
import { InPlaceRefusals } from './in-place-refusals.js';
import type { Observation, SetView } from './model.js';
import { successNews, tell, type SetEvents } from './news.js';
import { observe, type Sources } from './observe.js';
import { Scene, type Outcome } from './scene.js';
import { ServerFeatures } from './server-features.js';
import type { SetKind } from './set-kind.js';
import { Spacing } from './spacing.js';
import { Statuses } from './statuses.js';

export interface SetReconcilerSettings {
  readonly client: KubernetesClient;
  readonly kind: SetKind;
  readonly sets: ReadonlyStore<SetView>;
  readonly sources: Omit<Sources, 'refusals'>;
  readonly sight: Sight;
  /** How far the cache of sets has come; undefined while it is listed anew. */
  readonly versionOfSets: () => string | undefined;
  readonly events: SetEvents;
  readonly log: Log;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  readonly date: () => Date;
}

/** What the caches are waited for is looked at this often beside the events that tell of it; it costs no request. */
const lookAtCachesEveryMs = 15_000;

/** The event that shows what was missed comes within moments; should it not, the set is looked at after this time. */
const outdatedAgainMs = 1_000;

/** Brings each set to what its spec says: looks into the caches, decides, acts, and writes down how it stands. */
export class SetReconciler {
  readonly #expectations: Expectations;
  readonly #refusals = new InPlaceRefusals();
  readonly #features: ServerFeatures;
  readonly #statuses: Statuses;
  readonly #spacing: Spacing;

  constructor(private readonly settings: SetReconcilerSettings) {
    this.#statuses = new Statuses(settings.versionOfSets, settings.now);
    this.#spacing = new Spacing(settings.now);
    this.#features = new ServerFeatures(settings.client);
    this.#expectations = new Expectations(settings.sight, settings.now, (set) =>
      settings.log.warn({ set }, 'the caches did not show what was written; the set is looked at regardless'),
    );
  }

  async reconcile(key: Key, { signal }: ReconcileContext): Promise<WorkResult> {
    const known = this.settings.sets.get(key);
    if (known === undefined) return this.#forget(key);
    const pendingMs = this.#expectations.pendingMs(key);
    if (pendingMs !== undefined)
      return { kind: 'requeueAfter', ms: Math.min(pendingMs, lookAtCachesEveryMs) };

    const dueInMs = this.#spacing.dueInMs(key);
    if (dueInMs > 0) return { kind: 'requeueAfter', ms: dueInMs };

    const mayResize = known.spec.update.podUpdatePolicy === 'InPlaceIfPossible';
    const resizeSupported = mayResize && (await this.#features.podResize(signal));
    // Read once nothing is waited for any more, so that all that is looked at is of one moment.
    const cached = this.settings.sets.get(key);
    if (cached === undefined) return this.#forget(key);
    const set = this.#statuses.asItStands(key, cached);
    const sources = { ...this.settings.sources, refusals: this.#refusals };
    const observation = observe(sources, set, resizeSupported);
    this.#spacing.looked(key, observation.pods.length);
    if (await this.#missesCurrentRevision(observation, signal)) {
      return { kind: 'requeueAfter', ms: outdatedAgainMs };
    }
    return this.#bringAbout(key, observation, decide(observation, this.settings.date()), signal);
  }

  #forget(key: Key): WorkResult {
    this.#expectations.forget(key);
    this.#refusals.forget(key);
    this.#statuses.forget(key);
    this.#spacing.forget(key);
    return { kind: 'done' };
  }

  /**
   * Whether the revision that the status names is there and the cache has not shown it yet, as just after it was taken over
   * from another set. Without it the set would forget how far an update was.
   */
  async #missesCurrentRevision({ set, revisions }: Observation, signal: AbortSignal): Promise<boolean> {
    const { currentRevision } = set.status;
    if (!currentRevision || set.spec.paused || revisions.some(({ name }) => name === currentRevision))
      return false;
    const ref = { namespace: set.namespace, name: currentRevision };
    const live = await this.settings.client.get(controllerRevisions, ref, { signal });
    const owner = live && controllerOf(live.metadata);
    if (live === undefined || (owner !== undefined && owner.uid !== set.uid)) return false;
    this.#expectations.wrote(`${set.namespace}/${set.name}`, 'revisions', live.metadata.resourceVersion);
    return selectorMatches(set.spec.selector, live.metadata.labels ?? {});
  }

  async #bringAbout(
    key: Key,
    { set, claims }: Observation,
    decision: Decision,
    signal: AbortSignal,
  ): Promise<WorkResult> {
    const { client, kind, events } = this.settings;
    const { plan, status, notices } = decision;
    const scene = new Scene({
      client,
      kind,
      set,
      claims,
      expectations: this.#expectations,
      refusals: this.#refusals,
      statuses: this.#statuses,
      signal,
      warn: (news) => tell(events, set, 'Warning', news),
    });
    for (const { type, ...news } of notices) tell(events, set, type, news);

    // The status names revisions, which must exist by then; of pods it tells how they were found.
    const prepared = await prepare(scene, plan);
    if (prepared !== 'done') return again(prepared, undefined);
    const dueInMs = decision.statusChanged
      ? this.#statuses.dueInMs(key, set, status, !isEmpty(plan))
      : undefined;
    const write = () => settled(this.#statuses.write(scene, status));
    const [result, early] = await Promise.all([carryOut(scene, plan), dueInMs === 0 ? write() : undefined]);
    for (const news of successNews(result.made, result.ended)) tell(events, set, 'Normal', news);
    // What was not done changes no count, so that nothing would tell of them later.
    const isLeft = dueInMs !== undefined && dueInMs > 0;
    const late = isLeft && result.outcome !== 'done' ? await write() : undefined;
    if (result.outcome === 'failed') throw result.failure;
    const failure = early ?? late;
    if (failure !== undefined) throw failure.error;
    return again(result.outcome, earliest(decision.requeueAfterMs, isLeft ? dueInMs : undefined));
  }
}

function again(
  outcome: Exclude<Result['outcome'], 'failed'>,
  requeueAfterMs: number | undefined,
): WorkResult {
  const due: Readonly<Record<Outcome, number | undefined>> = {
    done: requeueAfterMs,
    outdated: Math.min(outdatedAgainMs, requeueAfterMs ?? outdatedAgainMs),
    refused: 0,
  };
  const ms = due[outcome];
  return ms === undefined ? { kind: 'done' } : { kind: 'requeueAfter', ms };
}

/** A failure as a value, so that neither of two that go at once is left behind by the other's. */
async function settled(promise: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

function isEmpty({ first, lanes, last }: Plan): boolean {
  return first.length === 0 && lanes.length === 0 && last.length === 0;
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
