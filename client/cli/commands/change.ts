import { formatKey, type ObjectKey } from '../../../api/names.js';
import type { DistributedCluster } from '../../../api/distributed-cluster.js';
import { StatewrightError } from '../../../api/errors/index.js';
import type { ChangeAccepted } from '../../../workflows/cluster/contract.js';
import { exitCode } from '../exit.js';
import { follow } from '../follow.js';
import type { Invocation } from '../invocation.js';
import { undoText, type Undo } from '../undo.js';
import type { Clusters } from '../../clusters.js';

export interface WaitOptions {
  readonly wait: boolean;
  readonly timeout?: number | undefined;
}

/** One change of a running cluster, from what it is now to what is asked for. */
export interface Change {
  /** `data: 2 -> 3 members` */
  readonly summary: string;
  readonly undo: Undo;
  /** Nothing differs: nothing is sent. */
  readonly nothing: boolean;
  send(clusters: Clusters, key: ObjectKey): Promise<ChangeAccepted>;
}

/** The node type as the spec has it. Throws StatewrightError `UnknownNodeType`. */
export function nodeTypeOf(
  cluster: DistributedCluster,
  name: string,
): DistributedCluster['spec']['nodeTypes'][number] {
  const { nodeTypes } = cluster.spec;
  const found = nodeTypes.find((nodeType) => nodeType.name === name);
  if (found) return found;
  throw new StatewrightError('UnknownNodeType', {
    component: 'This cluster',
    nodeType: name,
    known: nodeTypes.map((nodeType) => nodeType.name).join(', '),
  });
}

/**
 * Reads the cluster, sends the change to its workflow and tells what was accepted and how to take it back. The value
 * before is read first; should somebody else change it at the same moment, the undo is that of the value shown.
 */
export async function sendChange(
  invocation: Invocation,
  name: string,
  options: WaitOptions,
  changeOf: (cluster: DistributedCluster, key: ObjectKey) => Change,
): Promise<number> {
  const key = await invocation.key(name);
  const { clusters } = await invocation.statewright();
  const cluster = await clusters.get(key);
  if (cluster.metadata.deletionTimestamp !== undefined) {
    throw new StatewrightError('ClusterBeingDeleted', { ...key });
  }
  const change = changeOf(cluster, key);
  if (change.nothing) {
    invocation.note(`${formatKey(key)} ${change.summary}: it is so already, nothing was sent.`);
    if (invocation.structured) invocation.printData({ ...key, changed: false });
    return exitCode.done;
  }
  const { generation } = await change.send(clusters, key);
  if (invocation.structured && !options.wait) {
    invocation.printData({ ...key, changed: true, generation, undo: change.undo });
  } else if (!invocation.structured) {
    invocation.print(`${formatKey(key)} ${change.summary} ${invocation.paint('green', 'accepted')}`);
    invocation.note(undoText(change.undo));
  }
  if (!options.wait) return exitCode.done;
  return follow(invocation, key, {
    goal: 'ready',
    timeoutMs: options.timeout,
    uid: cluster.metadata.uid,
  });
}
