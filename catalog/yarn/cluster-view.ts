import { z } from 'zod';
import type { ComponentAccess } from '../../api/component.js';
import type { Member } from '../../api/membership.js';
import { askJson, conversing, knowing } from '../hadoop/ask.js';
import { memberHost } from '../member-host.js';
import { isHost } from '../hadoop/identity.js';
import { clientPort } from './rules.js';

const nodeStates = [
  'NEW',
  'RUNNING',
  'UNHEALTHY',
  'DECOMMISSIONING',
  'DECOMMISSIONED',
  'LOST',
  'REBOOTED',
  'SHUTDOWN',
] as const;
export type NodeState = (typeof nodeStates)[number];

export interface NodeManager {
  readonly host: string;
  readonly state: NodeState;
  /** What it says of its own disks; empty if nothing is wrong. */
  readonly report: string;
  readonly containers: number;
  /** MiB. */
  readonly used: number;
  readonly free: number;
}

/** What the ResourceManager says at one time. */
export interface ClusterView {
  readonly nodes: readonly NodeManager[];
  /** Applications that are not at their end. */
  readonly applications: readonly {
    readonly id: string;
    /** `host:port` of the NodeManager that runs its leader; undefined while it has none. */
    readonly leader: string | undefined;
  }[];
}

const nodesSchema = z.object({
  nodes: z
    .object({
      node: z
        .array(
          z.object({
            nodeHostName: z.string(),
            state: z.enum(nodeStates),
            healthReport: z.string().nullish(),
            lastHealthUpdate: z.number(),
            numContainers: z.int(),
            usedMemoryMB: z.number(),
            availMemoryMB: z.number(),
          }),
        )
        .optional(),
    })
    .nullable(),
});
const applicationsSchema = z.object({
  apps: z
    .object({
      app: z.array(z.object({ id: z.string(), amHostHttpAddress: z.string().nullish() })).optional(),
    })
    .nullable(),
});

/** Throws StatewrightError `ComponentUnavailable` if the ResourceManager does not answer. */
export async function lookAtCluster(
  access: Pick<ComponentAccess, 'endpoints' | 'signal'>,
): Promise<ClusterView> {
  const host = knowing('YARN', access);
  return conversing('YARN', host, access.signal, async () => {
    const ask = (path: string) =>
      askJson(new URL(`/ws/v1/cluster/${path}`, `http://${host}:${clientPort}`), access.signal);
    const [nodes, applications] = await Promise.all([
      ask(`nodes?states=${nodeStates.join(',')}`),
      ask('apps?states=NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING&deSelects=resourceRequests'),
    ]);
    return readView(nodes, applications);
  });
}

/** From the two answers; throws on what is none. Nodes that were heard of last come first. */
export function readView(nodes: unknown, applications: unknown): ClusterView {
  const known = nodesSchema.parse(nodes).nodes?.node ?? [];
  const running = applicationsSchema.parse(applications).apps?.app ?? [];
  return {
    nodes: known
      .toSorted((one, other) => other.lastHealthUpdate - one.lastHealthUpdate)
      .map((node) => ({
        host: node.nodeHostName,
        state: node.state,
        report: node.healthReport ?? '',
        containers: node.numContainers,
        used: node.usedMemoryMB,
        free: node.availMemoryMB,
      })),
    applications: running.map(({ id, amHostHttpAddress }) => ({
      id,
      leader: amHostHttpAddress ?? undefined,
    })),
  };
}

/** Whether the ResourceManager hears of it, well or not. */
export function isActive({ state }: Pick<NodeManager, 'state'>): boolean {
  return state === 'RUNNING' || state === 'UNHEALTHY' || state === 'DECOMMISSIONING';
}

/** The member as the ResourceManager knows it: one that it hears of before what it remembers. */
export function nodeOf(
  { nodes }: Pick<ClusterView, 'nodes'>,
  cluster: { readonly namespace: string; readonly name: string },
  member: Member,
): NodeManager | undefined {
  const found = nodes.filter(({ host }) => isHost(host, memberHost(cluster, member)));
  return found.find(isActive) ?? found[0];
}

/** Applications whose leader runs on this node. */
export function ledFrom(
  { applications }: ClusterView,
  { host }: Pick<NodeManager, 'host'>,
): readonly string[] {
  return applications.filter(({ leader }) => leader?.split(':')[0] === host).map(({ id }) => id);
}
