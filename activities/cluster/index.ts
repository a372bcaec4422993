import { applyActivities } from './apply.js';
import { awaitActivities } from './await.js';
import type { ClusterActivities } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';
import { lookUpActivities } from './look-up.js';
import { removeActivities } from './remove.js';
import { specActivities } from './spec.js';
import { statusActivities } from './status.js';

export type { ClusterDependencies };

/** The side effects of the `cluster` workflow, acting on one Kubernetes with one catalog. */
export function createClusterActivities(dependencies: ClusterDependencies): ClusterActivities {
  return {
    ...specActivities(dependencies),
    ...lookUpActivities(dependencies),
    ...statusActivities(dependencies),
    ...applyActivities(dependencies),
    ...awaitActivities(dependencies),
    ...removeActivities(dependencies),
  };
}
