import type { EventRecorder } from '../runtime/events.js';
import type { MemberAction, RevisionAction } from './actions.js';
import type { SetView } from './model.js';

/** What an event about a set says beside whom it is about. */
export interface News {
  /** In CamelCase: why. */
  readonly reason: string;
  /** In CamelCase: what was done, or is not. */
  readonly action: string;
  /** A sentence. */
  readonly note: string;
}

type ActionKind = (MemberAction | RevisionAction)['kind'];

/** What an action does to what, in words, and how Kubernetes' own controllers call its failure. */
const words: Readonly<Record<ActionKind, readonly [verb: string, object: string, failure: FailureReason]>> = {
  createRevision: ['make', 'revision', 'FailedCreate'],
  bumpRevision: ['renew', 'revision', 'FailedUpdate'],
  adoptRevision: ['adopt', 'revision', 'FailedUpdate'],
  deleteRevision: ['delete', 'revision', 'FailedDelete'],
  createClaim: ['make', 'claim', 'FailedCreate'],
  updateClaim: ['update', 'claim', 'FailedUpdate'],
  deleteClaim: ['delete', 'claim', 'FailedDelete'],
  createPod: ['make', 'pod', 'FailedCreate'],
  deletePod: ['delete', 'pod', 'FailedDelete'],
  adoptPod: ['adopt', 'pod', 'FailedUpdate'],
  releasePod: ['release', 'pod', 'FailedUpdate'],
  relabelPod: ['label', 'pod', 'FailedUpdate'],
  resizeInPlace: ['resize', 'pod', 'FailedUpdate'],
  patchImagesInPlace: ['change the images of', 'pod', 'FailedUpdate'],
};

type FailureReason = 'FailedCreate' | 'FailedDelete' | 'FailedUpdate';

const actionOf = { FailedCreate: 'Create', FailedDelete: 'Delete', FailedUpdate: 'Update' } as const;

/** @param why a sentence */
export function failureNews(
  { kind, name }: Pick<MemberAction | RevisionAction, 'kind' | 'name'>,
  why: string,
): News {
  const [verb, object, reason] = words[kind];
  return { reason, action: actionOf[reason], note: `Failed to ${verb} ${object} ${name}: ${why}` };
}

/** As many names as a person reads. */
const mostNames = 10;

/** One event for all pods that were made in one go, and one for all that were ended, where apps/v1 has one for each. */
export function successNews(made: readonly string[], ended: readonly string[]): readonly News[] {
  return [
    ...(made.length === 0
      ? []
      : [{ reason: 'SuccessfulCreate', action: 'Create', note: `Made ${counted(made)}.` }]),
    ...(ended.length === 0
      ? []
      : [{ reason: 'SuccessfulDelete', action: 'Delete', note: `Ended ${counted(ended)}.` }]),
  ];
}

function counted(names: readonly string[]): string {
  const more = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(', ');
  return `${names.length} pod${names.length === 1 ? '' : 's'}: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Where news about sets go. Good news have a recorder of their own: a recorder tells only so much about one object, and
 * a set that was busy for long must still be able to tell that it fails.
 */
export interface SetEvents {
  readonly warnings: Pick<EventRecorder, 'record'>;
  readonly successes: Pick<EventRecorder, 'record'>;
}

export function tell(events: SetEvents, set: SetView, type: 'Normal' | 'Warning', news: News): void {
  const { apiVersion, kind, namespace, name, uid } = set;
  const regarding = { apiVersion, kind, namespace, name, uid };
  const { reason, action, note } = news;
  (type === 'Warning' ? events.warnings : events.successes).record({ regarding, type, reason, action, note });
}
