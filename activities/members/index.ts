import type { MemberActivities } from './contract.js';
import type { MemberDependencies } from './dependencies.js';
import { openActivities } from './open.js';
import { restartingActivities } from './restarts.js';
import { waitingActivities } from './waits.js';
import { writingActivities } from './writes.js';

export type { MemberDependencies };

/** The side effects of operations on members, acting on one Kubernetes with one catalog. */
export function createMemberActivities(dependencies: MemberDependencies): MemberActivities {
  return {
    ...openActivities(dependencies),
    ...waitingActivities(dependencies),
    ...writingActivities(dependencies),
    ...restartingActivities(dependencies),
  };
}
