/** Restarts of members for a change of version, configuration or resources. Free of zod, so that workflows may use it. */

/**
 * Annotation of a DistributedCluster in which its owner gives the reason for restarting members of a node type though guards of the
 * system do not hold: because they never will, say while an index has a single copy of each shard.
 */
export function forcedRestartAnnotation(nodeType: string): string {
  return `forced-restart.statewright.io/${nodeType}`;
}
