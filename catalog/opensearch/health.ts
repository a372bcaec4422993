import { request } from 'undici';
import { z } from 'zod';
import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { firstAnswer } from '../first-answer.js';
import type { SearchEngine } from './engine.js';

/** The part of GET /_cluster/health that we use (OpenSearch documentation, "Cluster health"). */
const clusterHealthSchema = z.object({
  status: z.enum(['green', 'yellow', 'red']),
  number_of_nodes: z.int(),
  active_shards: z.int(),
  relocating_shards: z.int(),
  initializing_shards: z.int(),
  unassigned_shards: z.int(),
});

/** What a member replies while it knows no leader. */
const noLeaderSchema = z.object({
  error: z.object({
    type: z.enum(['cluster_manager_not_discovered_exception', 'master_not_discovered_exception']),
  }),
});

type Answer = z.infer<typeof clusterHealthSchema> | 'NoLeader';

/** Longest wait for one member in milliseconds. */
const patienceMs = 5_000;

/** Asks one member after the other until one answers. An abort of the caller is passed on as it is. */
export async function searchHealth(engine: SearchEngine, access: ComponentAccess): Promise<ComponentHealth> {
  const answer = await firstAnswer(engine.title, access.endpoints, access.signal, (endpoint) =>
    ask(engine, endpoint, access.signal),
  );
  return judge(answer, access.members);
}

async function ask(
  { leaderTimeoutParameter }: SearchEngine,
  endpoint: string,
  signal: AbortSignal,
): Promise<Answer> {
  const url = new URL(`/_cluster/health?${leaderTimeoutParameter}=3s`, endpoint);
  const reply = await request(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
  const body: unknown = await reply.body.json();
  if (reply.statusCode === 503 && noLeaderSchema.safeParse(body).success) return 'NoLeader';
  if (reply.statusCode !== 200) throw new Error(`HTTP status ${reply.statusCode}`);
  const health = clusterHealthSchema.safeParse(body);
  if (!health.success) throw new Error('the reply is not a cluster health');
  return health.data;
}

/**
 * | leader | status | members       | state     |
 * | ------ | ------ | ------------- | --------- |
 * | none   |        |               | Unhealthy |
 * | yes    | red    | any           | Unhealthy |
 * | yes    | yellow | any           | Degraded  |
 * | yes    | green  | not as wanted | Degraded  |
 * | yes    | green  | as wanted     | Healthy   |
 */
export function judge(answer: Answer, members: number): ComponentHealth {
  if (answer === 'NoLeader') {
    return { state: 'Unhealthy', summary: 'The members answer but have elected no leader.', joined: 0 };
  }
  const shards = [
    `${answer.active_shards} shards active`,
    ...(answer.relocating_shards > 0 ? [`${answer.relocating_shards} moving`] : []),
    ...(answer.initializing_shards > 0 ? [`${answer.initializing_shards} coming up`] : []),
    ...(answer.unassigned_shards > 0 ? [`${answer.unassigned_shards} without a place`] : []),
  ].join(', ');
  const joined = answer.number_of_nodes;
  return {
    state: stateOf(answer.status, joined === members),
    summary: `${answer.status}: ${joined} of ${members} members, ${shards}`,
    joined,
  };
}

function stateOf(status: 'green' | 'yellow' | 'red', complete: boolean): ComponentHealth['state'] {
  switch (status) {
    case 'red':
      return 'Unhealthy';
    case 'yellow':
      return 'Degraded';
    case 'green':
      return complete ? 'Healthy' : 'Degraded';
  }
}
