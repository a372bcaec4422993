import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import type { Plan } from './actions.js';
import type { Observation } from './model.js';

/** Something that people are told by an Event about the set. */
export interface Notice {
  readonly type: 'Normal' | 'Warning';
  /** In CamelCase, for machines. */
  readonly reason: string;
  readonly action: string;
  /** A sentence. */
  readonly note: string;
}

/** What is to be done about a set and said of it. */
export interface Decision {
  readonly plan: Plan;
  /** The whole status. */
  readonly status: AdvancedStatefulSetStatus;
  /** Whether it differs from the one that stands. */
  readonly statusChanged: boolean;
  readonly notices: readonly Notice[];
  /** Look again after this time though nothing has changed; undefined if only changes call for a look. */
  readonly requeueAfterMs: number | undefined;
}

/** Pure: the same observation at the same time gives the same decision. */
export type Decide = (observation: Observation, now: Date) => Decision;
