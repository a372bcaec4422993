import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { isActive, lookAtCluster, type ClusterView } from './cluster-view.js';

export async function yarnHealth(access: ComponentAccess): Promise<ComponentHealth> {
  return judge(await lookAtCluster(access), access.members);
}

/**
 * | NodeManagers that run | that say they are unwell | Members       | State     |
 * | --------------------- | ------------------------ | ------------- | --------- |
 * | none                  |                          |               | Unhealthy |
 * | some                  | some                     |               | Degraded  |
 * | some                  | none                     | not as wanted | Degraded  |
 * | some                  | none                     | as wanted     | Healthy   |
 *
 * The ResourceManager that answers is one of the members.
 */
export function judge({ nodes, applications }: ClusterView, members: number): ComponentHealth {
  const joined = nodes.filter(isActive).length + 1;
  const inState = (state: string) => nodes.filter((node) => node.state === state).length;
  const [unwell, leaving] = [inState('UNHEALTHY'), inState('DECOMMISSIONING')];
  const summary = [
    `${joined} of ${members} members`,
    `${applications.length} applications`,
    ...(unwell > 0 ? [`${unwell} members unwell`] : []),
    ...(leaving > 0 ? [`${leaving} members leaving`] : []),
  ].join(', ');
  const well = unwell === 0 && joined === members;
  return { state: inState('RUNNING') === 0 ? 'Unhealthy' : well ? 'Healthy' : 'Degraded', summary, joined };
}
