import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { isMoving, lookAtCluster, outOfSync, type ClusterView } from './cluster-view.js';

export async function kafkaHealth(access: ComponentAccess): Promise<ComponentHealth> {
  return judge(await lookAtCluster(access), access.members);
}

/**
 * | Controllers have a leader | Partitions without a leader | Out of sync or without a vote | Members       | State     |
 * | ------------------------- | --------------------------- | ----------- | ------------- | --------- |
 * | no                        |                             |             |               | Unhealthy |
 * | yes                       | some                        |             |               | Unhealthy |
 * | yes                       | none                        | some        |               | Degraded  |
 * | yes                       | none                        | none        | not as wanted | Degraded  |
 * | yes                       | none                        | none        | as wanted     | Healthy   |
 *
 * A controller that follows without a vote counts as joined, and is named: it does not help when others go.
 */
export function judge(view: ClusterView, members: number): ComponentHealth {
  const { brokers, partitions, quorum } = view;
  const serving = brokers.filter(({ fenced }) => !fenced).length;
  if (quorum === undefined) {
    const summary = `${serving} brokers answer, but the controllers have no leader.`;
    return { state: 'Unhealthy', summary, joined: 0 };
  }
  const controllers = [...quorum.voters, ...quorum.followers].filter(({ caughtUp }) => caughtUp).length;
  const joined = serving + controllers;
  const leaderless = partitions.filter(({ leader }) => leader < 0).length;
  const lagging = partitions.filter((partition) => outOfSync(partition).length > 0).length;
  const moving = partitions.filter(isMoving).length;
  // The leader remembers for minutes those that are gone.
  const voteless = quorum.followers.filter(({ caughtUp }) => caughtUp).length;
  const summary = [
    `${joined} of ${members} members`,
    `${partitions.length} partitions`,
    ...(leaderless > 0 ? [`${leaderless} without a leader`] : []),
    ...(lagging > 0 ? [`${lagging} with copies out of sync`] : []),
    ...(moving > 0 ? [`${moving} moving`] : []),
    ...(voteless > 0 ? [`${voteless} controllers without a vote`] : []),
  ].join(', ');
  return { state: stateOf(leaderless, lagging + voteless, joined === members), summary, joined };
}

function stateOf(leaderless: number, imperfect: number, complete: boolean): ComponentHealth['state'] {
  if (leaderless > 0) return 'Unhealthy';
  return imperfect === 0 && complete ? 'Healthy' : 'Degraded';
}
