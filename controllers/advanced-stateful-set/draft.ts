import type { MemberAction } from './actions.js';

/** Something that people are told by an Event about the set. */
export interface Notice {
  readonly type: 'Normal' | 'Warning';
  /** In CamelCase, for machines: why. */
  readonly reason: string;
  /** In CamelCase, for machines: what was done, or is not. */
  readonly action: string;
  /** A sentence. */
  readonly note: string;
}

/** In a lane: whose the pod is comes first, then its claims, then itself, and what follows from its end comes last. */
const rank: Readonly<Record<MemberAction['kind'], number>> = {
  adoptPod: 0,
  releasePod: 0,
  createClaim: 1,
  updateClaim: 1,
  relabelPod: 2,
  createPod: 2,
  deletePod: 2,
  resizeInPlace: 2,
  patchImagesInPlace: 3,
  deleteClaim: 3,
};

/** A decision in the making: each concern adds to it. */
export class Draft {
  readonly #lanes = new Map<string, MemberAction[]>();
  readonly #warnings = new Map<string, Notice>();

  /** @param pod name of the pod of the ordinal that the action is about; what is about one ordinal is done in order */
  add(pod: string, action: MemberAction): void {
    const lane = this.#lanes.get(pod);
    if (lane === undefined) this.#lanes.set(pod, [action]);
    else lane.push(action);
  }

  /** Says what keeps the set from being as it should; the same is said once. */
  warn(reason: string, action: string, note: string): void {
    this.#warnings.set(`${reason} ${note}`, { type: 'Warning', reason, action, note });
  }

  get warnings(): readonly Notice[] {
    return [...this.#warnings.values()];
  }

  lanes(): readonly (readonly MemberAction[])[] {
    return [...this.#lanes.values()].map((lane) => lane.toSorted((a, b) => rank[a.kind] - rank[b.kind]));
  }
}
