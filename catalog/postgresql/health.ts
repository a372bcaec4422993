import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { lookAtCluster, primaryOf, type ClusterView } from './cluster-view.js';

/** `address` of an endpoint `http://<address>:<port>`; a URL has IPv6 addresses in brackets. */
export function addressOf(endpoint: string): string {
  return new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1');
}

export async function postgresqlHealth(access: ComponentAccess): Promise<ComponentHealth> {
  const addresses = access.endpoints.map(addressOf);
  return judge(await lookAtCluster(addresses, access.signal), access.members);
}

/**
 * | primary | members that run | lag too long, another timeline | synchronous, and no standby is | state     |
 * | ------- | ---------------- | ------------------------------ | ------------------------------ | --------- |
 * | none    |                  |                                |                                | Unhealthy |
 * | yes     | not as wanted    |                                |                                | Degraded  |
 * | yes     | as wanted        | some                           |                                | Degraded  |
 * | yes     | as wanted        | none                           | yes, of several members        | Degraded  |
 * | yes     | as wanted        | none                           | no                             | Healthy   |
 */
export function judge(view: ClusterView, members: number): ComponentHealth {
  const primary = primaryOf(view);
  const joined = view.members.filter(({ state }) => state === 'running').length;
  if (primary === undefined) {
    const summary = `${joined} of ${members} members run, and none of them is the primary.`;
    return { state: 'Unhealthy', summary, joined };
  }
  const late = view.members.filter((member) => {
    const { lag, timeline } = member;
    return lag === undefined || lag > view.mostLag || timeline !== primary.timeline;
  });
  const standbys = view.members.filter(({ role }) => role === 'synchronous');
  const unguarded = view.synchronous !== 'no' && members > 1 && standbys.length === 0;
  const summary = [
    `${joined} of ${members} members`,
    `primary ${primary.name} on timeline ${primary.timeline ?? 'unknown'}`,
    ...(standbys.length > 0 ? [`synchronous ${standbys.map(({ name }) => name).join(', ')}`] : []),
    ...(late.length > 0 ? [`behind: ${late.map(({ name }) => name).join(', ')}`] : []),
    ...(unguarded ? ['no synchronous standby'] : []),
    ...(view.paused ? ['paused'] : []),
  ].join(', ');
  const well = joined === members && late.length === 0 && !unguarded && !view.paused;
  return { state: well ? 'Healthy' : 'Degraded', summary, joined };
}
