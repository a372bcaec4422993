import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { askingPd } from './pd/asking.js';
import { unreachable, type ClusterView } from './pd/cluster-view.js';
import { readView } from './pd/read-view.js';

export async function tikvHealth(access: ComponentAccess): Promise<ComponentHealth> {
  return judge(await askingPd(access, readView), access.members);
}

/**
 * | PD has a leader | Founded | Regions without a majority | Copies down, lagging or missing | Members       | State     |
 * | --------------- | ------- | -------------------------- | ------------------------------- | ------------- | --------- |
 * | no              |         |                            |                                 |               | Unhealthy |
 * | yes             | no      |                            |                                 |               | Unhealthy |
 * | yes             | yes     | some                       |                                 |               | Unhealthy |
 * | yes             | yes     | none                       | some                            |               | Degraded  |
 * | yes             | yes     | none                       | none                            | not as wanted | Degraded  |
 * | yes             | yes     | none                       | none                            | as wanted     | Healthy   |
 */
export function judge({ leader, pd, data }: ClusterView, members: number): ComponentHealth {
  const answering = pd.filter(({ healthy }) => healthy).length;
  if (leader === undefined) {
    return { state: 'Unhealthy', summary: `${answering} members of PD answer, but none leads.`, joined: 0 };
  }
  if (data === undefined) {
    const summary = `${answering} of ${members} members: PD waits for the first store.`;
    return { state: 'Unhealthy', summary, joined: answering };
  }
  const up = data.stores.filter(({ state }) => state === 'Up').length;
  const joined = answering + up;
  const lost = unreachable(data).length;
  const troubles = [
    ...counted(lost, 'without a majority of their copies'),
    ...counted(data.down.length - lost, 'with a copy that is down'),
    ...counted(data.pending.length, 'with a copy that lags'),
    ...counted(data.missing.length, `with fewer than ${data.maxReplicas} copies`),
  ];
  const leaving = data.stores.filter(({ state }) => state === 'Offline').length;
  const summary = [
    `${joined} of ${members} members: ${answering} of PD, ${up} stores`,
    ...(leaving > 0 ? [`${leaving} being emptied`] : []),
    ...troubles,
  ].join(', ');
  if (lost > 0) return { state: 'Unhealthy', summary, joined };
  return { state: troubles.length === 0 && joined === members ? 'Healthy' : 'Degraded', summary, joined };
}

function counted(regions: number, what: string): readonly string[] {
  return regions > 0 ? [`${regions} regions ${what}`] : [];
}
