import type { PodTemplate } from '../../api/pod-template.js';
import type { CreateRevision, RevisionAction } from './actions.js';
import type { Observation, RevisionView, SetView } from './model.js';
import { controllerReference, ownerOf } from './owners.js';
import {
  revisionData,
  revisionHash,
  revisionName,
  revisionText,
  sameTemplate,
  templateOf,
} from './revision-data.js';

/** A revision by name, and the template that it stands for. */
export interface NamedTemplate {
  readonly name: string;
  readonly template: PodTemplate;
}

export interface RevisionDecision {
  /** Of pods that are not to be updated yet. */
  readonly current: NamedTemplate;
  /** Of the template as it is now. */
  readonly update: NamedTemplate;
  readonly collisionCount: number;
  /** To be done before any pod is made. */
  readonly actions: readonly RevisionAction[];
}

/** Lowest first; ties are broken by age, then by name (pkg/controller/history `byRevision`). */
function inOrder(revisions: readonly RevisionView[]): readonly RevisionView[] {
  return revisions.toSorted(
    (a, b) =>
      a.revision - b.revision || compare(a.creationTimestamp, b.creationTimestamp) || compare(a.name, b.name),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Which revision is the update revision:
 *
 * | among the revisions there are                            | update revision     | action |
 * | -------------------------------------------------------- | ------------------- | ------ |
 * | the newest has the data of the template                  | the newest          |        |
 * | an older one has                                         | the newest of those | bump   |
 * | the newest means the same, written by another Kubernetes | the newest          |        |
 * | none has                                                 | a new one           | create |
 *
 * The current revision is the one that the status names, or the update revision where that one is gone.
 */
export function decideRevisions({
  set,
  revisions,
}: Pick<Observation, 'set' | 'revisions'>): RevisionDecision {
  const ordered = inOrder(revisions);
  const newest = ordered.at(-1);
  const text = revisionText(set.spec.template);
  const adoptions = ordered.filter(({ orphan }) => orphan).map((revision) => adoption(set, revision));
  const known = set.status.collisionCount ?? 0;

  const found = ordered.findLast(({ data }) => data === text);
  const same = found ?? (newest !== undefined && sameTemplate(newest.data, text) ? newest : undefined);
  if (same !== undefined) {
    const update = { name: same.name, template: set.spec.template };
    return {
      update,
      current: currentOf(set, ordered, update),
      collisionCount: known,
      actions: [...adoptions, ...(same === newest ? [] : [bump(same, nextAfter(newest))])],
    };
  }

  const taken = new Set(ordered.map(({ name }) => name));
  let collisionCount = known;
  while (taken.has(revisionName(set.name, text, collisionCount))) collisionCount += 1;
  const creation = newRevision(set, text, nextAfter(newest), collisionCount);
  const update = { name: creation.name, template: set.spec.template };
  return {
    update,
    current: currentOf(set, ordered, update),
    collisionCount,
    actions: [...adoptions, creation],
  };
}

function currentOf(
  { status }: SetView,
  revisions: readonly RevisionView[],
  update: NamedTemplate,
): NamedTemplate {
  if (status.currentRevision === update.name) return update;
  const named = revisions.find(({ name }) => name === status.currentRevision);
  const template = named && templateOf(named.data);
  return named === undefined || template === undefined ? update : { name: named.name, template };
}

function nextAfter(newest: RevisionView | undefined): number {
  return (newest?.revision ?? 0) + 1;
}

function bump({ name, uid, resourceVersion }: RevisionView, revision: number): RevisionAction {
  return { kind: 'bumpRevision', name, uid, resourceVersion, revision };
}

function adoption(set: SetView, { name, uid, resourceVersion }: RevisionView): RevisionAction {
  const ownerReference = controllerReference(ownerOf(set));
  return { kind: 'adoptRevision', name, uid, resourceVersion, ownerReference };
}

/** As apps/v1 makes it: labels of the template and the hash, annotations of the set, the set as controller. */
function newRevision(set: SetView, text: string, revision: number, collisionCount: number): CreateRevision {
  const name = revisionName(set.name, text, collisionCount);
  return {
    kind: 'createRevision',
    name,
    manifest: {
      metadata: {
        name,
        namespace: set.namespace,
        labels: {
          ...set.spec.template.metadata?.labels,
          'controller.kubernetes.io/hash': revisionHash(text, collisionCount),
        },
        annotations: set.annotations,
        ownerReferences: [controllerReference(ownerOf(set))],
      },
      data: revisionData(set.spec.template),
      revision,
    },
  };
}

/**
 * Revisions beyond `revisionHistoryLimit`, oldest first. The current and the update revision and those of pods do not
 * count and stay.
 */
export function revisionsToForget(
  { set, revisions }: Pick<Observation, 'set' | 'revisions'>,
  inUse: ReadonlySet<string>,
): readonly RevisionAction[] {
  const limit = set.spec.revisionHistoryLimit;
  if (limit < 0) return [];
  const history = inOrder(revisions).filter(({ name }) => !inUse.has(name));
  return history
    .slice(0, Math.max(0, history.length - limit))
    .map(({ name, uid }) => ({ kind: 'deleteRevision', name, uid }));
}
