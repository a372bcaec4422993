import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { askAll, type ServerState } from './admin.js';
import { unavailable } from './unavailable.js';

export async function zookeeperHealth({
  endpoints,
  members,
  signal,
}: ComponentAccess): Promise<ComponentHealth> {
  // A URL has IPv6 addresses in brackets.
  const hosts = endpoints.map((endpoint) => new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1'));
  const { states, reason } = await askAll(hosts, signal);
  if (states.size === 0) throw unavailable(hosts.join(', ') || 'no address', reason);
  return judge([...states.values()], members);
}

/**
 * | Somebody leads | Serves without a vote | Members       | State     |
 * | -------------- | --------------------- | ------------- | --------- |
 * | no             |                       |               | Unhealthy |
 * | yes            | some                  |               | Degraded  |
 * | yes            | none                  | not as wanted | Degraded  |
 * | yes            | none                  | as wanted     | Healthy   |
 */
export function judge(states: readonly ServerState[], members: number): ComponentHealth {
  const leader = states.find(({ leads }) => leads);
  if (leader === undefined) {
    const summary = `${states.length} servers answer, and none of them leads.`;
    return { state: 'Unhealthy', summary, joined: 0 };
  }
  const serving = states.filter((state) => state.serving);
  const voteless = serving.filter(({ id }) => !leader.voters.includes(id)).length;
  // The leader hears of observers only: a server that waits for its vote may follow as one, and has been counted.
  const joined = Math.max(serving.length, serving.length - voteless + leader.observers);
  const summary = [
    `${joined} of ${members} members`,
    `${serving.length - voteless} of ${leader.voters.length} votes`,
    `led by ${leader.id}`,
    ...(voteless > 0 ? [`${voteless} without a vote`] : []),
  ].join(', ');
  const perfect = voteless === 0 && joined === members && serving.length - voteless === leader.voters.length;
  return { state: perfect ? 'Healthy' : 'Degraded', summary, joined };
}
