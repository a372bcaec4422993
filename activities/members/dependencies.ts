import type { ClusterDependencies } from '../cluster/dependencies.js';
import type { RunningOperations } from './contract.js';

/** What the activities on members act with. */
export interface MemberDependencies extends ClusterDependencies {
  readonly operations: RunningOperations;
}
