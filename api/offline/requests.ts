/** Operations on members of a cluster: how they are asked for and named. Free of zod, so that workflows may use it. */
import { formatKey, type ObjectKey } from '../names.js';
import { memberPodName, type Member } from '../membership.js';

export const takeOfflineType = 'takeOrdinalsOffline';
export const bringOnlineType = 'bringOrdinalsOnline';

/** One operation on a cluster at a time: the server itself refuses a second workflow of this id. */
export function offlineWorkflowId(key: ObjectKey): string {
  return `offline/${formatKey(key)}`;
}

/** Which members, whatever is to be done with them. */
export interface MembersRequest extends ObjectKey {
  readonly nodeType: string;
  /** One after the other in this order. */
  readonly ordinals: readonly number[];
}

export interface TakeOfflineRequest extends MembersRequest {
  /** Skips the guards, and does not wait for the drain of a member that is dead. The reason goes on record. */
  readonly force?: { readonly reason: string };
}

export type BringOnlineRequest = MembersRequest;

export type OperationKind = 'TakeOffline' | 'BringOnline';

export function membersOf({ nodeType, ordinals }: MembersRequest): readonly Member[] {
  return ordinals.map((ordinal) => ({ nodeType, ordinal }));
}

/** `take data 1, 2 offline`: what people read of an operation, in lists and in refusals. */
export function operationTitle(kind: OperationKind, { nodeType, ordinals }: MembersRequest): string {
  const members = `${nodeType} ${ordinals.join(', ')}`;
  return kind === 'TakeOffline' ? `take ${members} offline` : `bring ${members} online`;
}

/** Names of the pods that the operation is about. */
export function podNamesOf(request: MembersRequest): readonly string[] {
  return membersOf(request).map((member) => memberPodName(request.name, member));
}

/** Annotation in which the reason of a forced departure is kept while the member is offline. */
export function forcedAnnotation({ nodeType, ordinal }: Member): string {
  return `forced-offline.statewright.io/${nodeType}-${ordinal}`;
}
