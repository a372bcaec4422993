import { z } from 'zod';
import type { ComponentAccess } from '../../api/component.js';
import type { Member } from '../../api/membership.js';
import { askJson, conversing, knowing } from '../hadoop/ask.js';
import { memberHost } from '../member-host.js';
import { isHost } from '../hadoop/identity.js';
import { nameNodeHttpPort } from './rules.js';

export interface DataNode {
  /** `host:port`, as the NameNode knows it. */
  readonly name: string;
  readonly alive: boolean;
  readonly leaving: 'no' | 'under way' | 'done';
  /** Bytes; 0 of one that is dead. */
  readonly capacity: number;
  readonly used: number;
  readonly free: number;
  /** Blocks that wait for another copy before it may go; 0 unless it is leaving. */
  readonly blocksLeft: number;
}

/** What the NameNode says at one time. */
export interface ClusterView {
  /** Its own words; empty when it is not in safe mode. */
  readonly safeMode: string;
  /** Numbers of blocks. */
  readonly missing: number;
  readonly corrupt: number;
  readonly fewCopies: number;
  /** Copies that are on their way, of files just written too. */
  readonly pending: number;
  /** Of these, those with one copy or none. */
  readonly endangered: number;
  readonly dataNodes: readonly DataNode[];
}

const infoSchema = z.object({
  Safemode: z.string(),
  LiveNodes: z.string(),
  DeadNodes: z.string(),
  DecomNodes: z.string(),
});
const figuresSchema = z.object({
  MissingBlocks: z.int(),
  CorruptBlocks: z.int(),
  // As of the last round of the NameNode, at most 3 s ago; what a death has just added is in the other.
  UnderReplicatedBlocks: z.int(),
  LowRedundancyReplicatedBlocks: z.int(),
  PendingReconstructionBlocks: z.int(),
  HighestPriorityLowRedundancyReplicatedBlocks: z.int(),
});
const beanSchema = <Bean>(bean: z.ZodType<Bean>) => z.object({ beans: z.tuple([bean]) });
const liveSchema = z.record(
  z.string(),
  z.object({ adminState: z.string(), capacity: z.number(), used: z.number(), remaining: z.number() }),
);
const deadSchema = z.record(z.string(), z.object({ adminState: z.string() }));
const leavingSchema = z.record(z.string(), z.object({ underReplicatedBlocks: z.int() }));

/** Throws StatewrightError `ComponentUnavailable` if the NameNode does not answer. */
export async function lookAtCluster(
  access: Pick<ComponentAccess, 'endpoints' | 'signal'>,
): Promise<ClusterView> {
  const host = knowing('HDFS', access);
  return conversing('HDFS', host, access.signal, async () => {
    const bean = async (name: string) => {
      const url = new URL('/jmx', `http://${host}:${nameNodeHttpPort}`);
      url.searchParams.set('qry', `Hadoop:service=NameNode,name=${name}`);
      return askJson(url, access.signal);
    };
    const [info, figures] = await Promise.all([bean('NameNodeInfo'), bean('FSNamesystem')]);
    return readView(info, figures);
  });
}

/** From the two answers of JMX; throws on what is none. */
export function readView(info: unknown, figures: unknown): ClusterView {
  const [said] = beanSchema(infoSchema).parse(info).beans;
  const [blocks] = beanSchema(figuresSchema).parse(figures).beans;
  const leaving = leavingSchema.parse(JSON.parse(said.DecomNodes));
  const live = Object.entries(liveSchema.parse(JSON.parse(said.LiveNodes)));
  const dead = Object.entries(deadSchema.parse(JSON.parse(said.DeadNodes)));
  return {
    safeMode: said.Safemode,
    missing: blocks.MissingBlocks,
    corrupt: blocks.CorruptBlocks,
    fewCopies: Math.max(blocks.UnderReplicatedBlocks, blocks.LowRedundancyReplicatedBlocks),
    pending: blocks.PendingReconstructionBlocks,
    endangered: blocks.HighestPriorityLowRedundancyReplicatedBlocks,
    dataNodes: [
      ...live.map(([name, node]) => ({
        name,
        alive: true,
        leaving: leavingOf(node.adminState),
        capacity: node.capacity,
        used: node.used,
        free: node.remaining,
        blocksLeft: leaving[name]?.underReplicatedBlocks ?? 0,
      })),
      ...dead.map(([name, node]) => ({
        name,
        alive: false,
        leaving: leavingOf(node.adminState),
        capacity: 0,
        used: 0,
        free: 0,
        blocksLeft: leaving[name]?.underReplicatedBlocks ?? 0,
      })),
    ],
  };
}

/** As DatanodeInfo.AdminStates writes them. */
function leavingOf(state: string): DataNode['leaving'] {
  if (state === 'Decommissioned') return 'done';
  return state === 'Decommission In Progress' ? 'under way' : 'no';
}

/** The part of `host:port` before the port. */
export function hostOf(name: string): string {
  return name.replace(/:\d+$/, '');
}

/** The member as the NameNode knows it: one that is alive before what is remembered of it. */
export function dataNodeOf(
  view: ClusterView,
  cluster: { readonly namespace: string; readonly name: string },
  member: Member,
): DataNode | undefined {
  const host = memberHost(cluster, member);
  const found = view.dataNodes.filter(({ name }) => isHost(hostOf(name), host));
  return found.find(({ alive }) => alive) ?? found[0];
}
