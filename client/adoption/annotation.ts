import { group } from '../../api/names.js';

/**
 * On a set that takes over: `<UID>/<generation>` of the set that it takes over from. On an AdvancedStatefulSet that hands
 * over: `handover`. While it is there, that both select the same pods is no mistake, and `spec.paused` is the work of
 * `statewright adopt`.
 */
export const adoptionAnnotation = `${group}/adoption`;

export const handover = 'handover';

/** Which state of which set is taken over. */
export interface Mark {
  readonly uid: string;
  readonly generation: number;
}

export function formatMark({ uid, generation }: Mark): string {
  return `${uid}/${generation}`;
}

/** Undefined for what is no mark, be it that there is none. */
export function parseMark(annotations: Readonly<Record<string, string>> | undefined): Mark | undefined {
  const [, uid, generation] = /^([^/]+)\/([0-9]+)$/.exec(annotations?.[adoptionAnnotation] ?? '') ?? [];
  return uid === undefined ? undefined : { uid, generation: Number(generation) };
}
