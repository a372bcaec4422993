import { StatewrightError } from '../../api/errors/index.js';
import { agreedSchema, clusterSchema, PatroniApi, statusSchema } from './patroni-api.js';
import { patroniPort } from './rules.js';

/** A member as Patroni knows it. */
export interface KnownMember {
  /** Name of its pod. */
  readonly name: string;
  readonly role: 'primary' | 'synchronous' | 'replica';
  /** PostgreSQL is up and answers. */
  readonly running: boolean;
  /** Patroni's word for how it is: `running`, `starting`, `creating replica` … */
  readonly state: string;
  readonly timeline: number | undefined;
  /** Bytes behind the primary as of some seconds ago; undefined if nobody knows. 0 for the primary. */
  readonly lag: number | undefined;
  /** Takes the log from the primary at this moment; true for the primary. */
  readonly streams: boolean;
}

export interface ClusterView {
  readonly members: readonly KnownMember[];
  /** Somebody has told Patroni to leave all as it is. */
  readonly paused: boolean;
  /** A commit waits for a second member; `strict`: even when there is none. */
  readonly synchronous: 'no' | 'yes' | 'strict';
  /** Most bytes a member may lack to take over. */
  readonly mostLag: number;
}

export function primaryOf({ members }: ClusterView): KnownMember | undefined {
  return members.find(({ role }) => role === 'primary');
}

/** How many members are asked before we give up for this time. */
const membersAsked = 5;

/**
 * Asks one member after the other until one answers what Patroni knows, then the primary whom it feeds. An abort of the caller is
 * passed on as it is. @throws StatewrightError `ComponentUnavailable` if none answers.
 */
export async function lookAtCluster(asked: readonly string[], signal: AbortSignal): Promise<ClusterView> {
  let reason = 'no member is ready';
  for (const address of asked.slice(0, membersAsked)) {
    const api = new PatroniApi(address, patroniPort, signal);
    try {
      const [cluster, agreed] = await Promise.all([
        api.get('/cluster', clusterSchema),
        api.get('/config', agreedSchema),
      ]);
      const fed = await fedBy(cluster, signal);
      return viewOf(cluster, agreed, fed);
    } catch (error) {
      signal.throwIfAborted();
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const address = asked.slice(0, membersAsked).join(', ') || 'no address';
  throw new StatewrightError('ComponentUnavailable', { component: 'PostgreSQL', address, reason });
}

type Cluster = ReturnType<typeof clusterSchema.parse>;
type Agreed = ReturnType<typeof agreedSchema.parse>;

const isLeader = ({ role }: { readonly role: string }): boolean => role === 'leader';

/** Names of the members that stream from the primary; undefined if it does not answer. */
async function fedBy({ members }: Cluster, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const leader = members.find(isLeader);
  if (leader?.host === undefined) return undefined;
  try {
    const { replication } = await new PatroniApi(leader.host, patroniPort, signal).get(
      '/patroni',
      statusSchema,
    );
    return replication.filter(({ state }) => state === 'streaming').map(({ application_name: name }) => name);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** A leader that does not answer is there by Patroni's record alone, and is not running as far as anybody can tell. */
export function viewOf(cluster: Cluster, agreed: Agreed, fed: readonly string[] | undefined): ClusterView {
  return {
    members: cluster.members.map((member) => {
      const leads = isLeader(member);
      return {
        name: member.name,
        role: leads ? 'primary' : member.role === 'sync_standby' ? 'synchronous' : 'replica',
        running: member.state === 'running' && !(leads && fed === undefined),
        state: leads && fed === undefined ? 'not answering' : member.state,
        timeline: member.timeline,
        lag: leads ? 0 : typeof member.lag === 'number' ? member.lag : undefined,
        streams: leads || (fed?.includes(member.name) ?? false),
      };
    }),
    paused: cluster.pause ?? false,
    synchronous: agreed.synchronous_mode ? (agreed.synchronous_mode_strict ? 'strict' : 'yes') : 'no',
    mostLag: agreed.maximum_lag_on_failover,
  };
}
