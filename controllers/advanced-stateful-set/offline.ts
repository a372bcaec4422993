import type { Draft } from './draft.js';
import type { Situation } from './situation.js';

/**
 * Ends the pods of offline ordinals, whatever the policy and however the others are: going offline is an order about one
 * ordinal, often because its machine is to go, and whoever gives it has weighed it. It waits for nobody and nobody waits
 * for it, so that a machine that is dead already holds up nothing.
 *
 * | the offline ordinal's pod |           |
 * | ------------------------- | --------- |
 * | there                     | delete it |
 * | terminating               | leave it  |
 */
export function decideOffline({ members }: Situation, draft: Draft): void {
  for (const { pod } of members.offline) {
    const { name, uid, terminating } = pod;
    if (!terminating) draft.add(name, { kind: 'deletePod', name, uid, reason: 'offline' });
  }
}
