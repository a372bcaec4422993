import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { lookAtCluster, type ClusterView } from './cluster-view.js';

export async function hdfsHealth(access: ComponentAccess): Promise<ComponentHealth> {
  return judge(await lookAtCluster(access), access.members);
}

/**
 * | Safe mode | Blocks missing | Blocks corrupt or with few copies | Members       | State     |
 * | --------- | -------------- | --------------------------------- | ------------- | --------- |
 * | on        |                |                                   |               | Unhealthy |
 * | off       | some           |                                   |               | Unhealthy |
 * | off       | none           | some                              |               | Degraded  |
 * | off       | none           | none                              | not as wanted | Degraded  |
 * | off       | none           | none                              | as wanted     | Healthy   |
 *
 * The NameNode that answers is one of the members.
 */
export function judge(view: ClusterView, members: number): ComponentHealth {
  const joined = view.dataNodes.filter(({ alive }) => alive).length + 1;
  const leaving = view.dataNodes.filter((node) => node.alive && node.leaving === 'under way').length;
  const summary = [
    `${joined} of ${members} members`,
    ...(view.safeMode === '' ? [] : ['safe mode: files cannot be changed']),
    `${view.missing} blocks missing`,
    ...(view.corrupt > 0 ? [`${view.corrupt} corrupt`] : []),
    ...(view.fewCopies > 0 ? [`${view.fewCopies} with too few copies`] : []),
    ...(leaving > 0 ? [`${leaving} members leaving`] : []),
  ].join(', ');
  return { state: stateOf(view, joined === members), summary, joined };
}

function stateOf(view: ClusterView, complete: boolean): ComponentHealth['state'] {
  if (view.safeMode !== '' || view.missing > 0) return 'Unhealthy';
  return view.corrupt + view.fewCopies === 0 && complete ? 'Healthy' : 'Degraded';
}
