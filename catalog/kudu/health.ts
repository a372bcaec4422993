import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { aliveOf, lookAtCluster, tabletHealth, type ClusterView, type TabletHealth } from './cluster-view.js';

export async function kuduHealth(access: ComponentAccess): Promise<ComponentHealth> {
  return judge(await lookAtCluster(access), access.members);
}

/**
 * | Tablets unavailable | Under-replicated or recovering | Members       | State     |
 * | ------------------- | ------------------------------ | ------------- | --------- |
 * | some                |                                |               | Unhealthy |
 * | none                | some                           |               | Degraded  |
 * | none                | none                           | not as wanted | Degraded  |
 * | none                | none                           | as wanted     | Healthy   |
 */
export function judge(view: ClusterView, members: number): ComponentHealth {
  const alive = aliveOf(view);
  const joined = alive.size + view.masters.filter((master) => master.alive).length;
  const counts = { healthy: 0, recovering: 0, 'under-replicated': 0, unavailable: 0 };
  for (const tablet of view.tablets) counts[tabletHealth(tablet, alive)] += 1;
  const named = (state: TabletHealth) => (counts[state] > 0 ? [`${counts[state]} ${state}`] : []);
  const summary = [
    `${joined} of ${members} members`,
    `${view.tablets.length} tablets`,
    ...named('unavailable'),
    ...named('under-replicated'),
    ...named('recovering'),
  ].join(', ');
  const perfect = counts.healthy === view.tablets.length && joined === members;
  const state = counts.unavailable > 0 ? 'Unhealthy' : perfect ? 'Healthy' : 'Degraded';
  return { state, summary, joined };
}
