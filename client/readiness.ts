import { countOnline } from '../api/online-members.js';
import { podsQuestion, type ClusterSighting } from './observe.js';

/**
 * Why a cluster is not ready, in a sentence; undefined if everything that its spec asks for is in place and its members
 * are ready at this moment. The phase alone does not tell: the workflow wrote it when it was done, and the machines may
 * have stopped since. Nor do the counts of the status, which whoever writes them may write late. So pods are counted.
 *
 * | seen                                     | reason                                 |
 * | ---------------------------------------- | -------------------------------------- |
 * | Kubernetes gave no answer                | it is not known                        |
 * | absent                                   | it is not there                        |
 * | deletionTimestamp set                    | it is being deleted                    |
 * | phase not Ready, or of an earlier spec   | what the workflow says                 |
 * | the pods gave no answer                  | its members are not known              |
 * | a node type with fewer ready pods        | how many are ready of each             |
 * | all else                                 | none                                   |
 */
export function unreadyReason(sighting: ClusterSighting): string | undefined {
  const { presence, cluster, pods, progress, unanswered } = sighting;
  if (presence === 'absent') return 'It is not there.';
  if (presence === 'unknown' || cluster === undefined) return 'Kubernetes does not tell how it is.';
  if (cluster.metadata.deletionTimestamp !== undefined) return 'It is being deleted.';
  const { phase, observedGeneration, message } = cluster.status ?? {};
  if (phase !== 'Ready' || observedGeneration !== (cluster.metadata.generation ?? 1)) {
    return progress?.message ?? message ?? 'Its workflow has not said anything yet.';
  }
  if (unanswered.some(({ question }) => question === podsQuestion)) {
    return 'Kubernetes does not tell how its members are.';
  }
  const counts = cluster.spec.nodeTypes.map((nodeType) => ({
    name: nodeType.name,
    online: countOnline(nodeType),
    ready: pods.filter((pod) => pod.nodeType === nodeType.name && pod.ready).length,
  }));
  if (counts.every(({ online, ready }) => ready >= online)) return undefined;
  const shown = counts.map(({ name, online, ready }) => `${ready} of ${online} ${name}`).join(', ');
  return `Everything was put in place, and not all members are ready now: ${shown}.`;
}

/** Everything asked for is in place and every member is ready at this moment; see `unreadyReason`. */
export function isReady(sighting: ClusterSighting): boolean {
  return unreadyReason(sighting) === undefined;
}
