import type { MemberAccess, MoveReport } from '../../../api/membership.js';
import { conversing, knowing } from '../../hadoop/ask.js';
import { memberHost } from '../../member-host.js';
import { isHost } from '../../hadoop/identity.js';
import { LeavingHosts } from '../../hadoop/leaving-hosts.js';
import { callRemote } from '../../hadoop/remote-call.js';
import { count } from '../../hadoop/wording.js';
import { dataNodeOf, hostOf, lookAtCluster, type ClusterView, type DataNode } from '../cluster-view.js';
import { clientPort } from '../rules.js';

/** Asks the NameNode to read the file of hosts that are to leave. */
const refreshNodes = { protocol: 'org.apache.hadoop.hdfs.protocol.ClientProtocol', method: 'refreshNodes' };
const patienceMs = 10_000;

async function refresh(access: MemberAccess): Promise<void> {
  const signal = AbortSignal.any([access.signal, AbortSignal.timeout(patienceMs)]);
  const host = knowing('HDFS', access);
  await callRemote({ host, port: clientPort }, refreshNodes, Buffer.alloc(0), signal);
}

/** Names the member among those that leave, has the NameNode notice, and says what is left to copy. */
export async function drainDataNode(access: MemberAccess): Promise<MoveReport> {
  const view = await lookAtCluster(access);
  const node = dataNodeOf(view, access.cluster, access.member);
  // One that never joined holds nothing, and its name may be unknown to the DNS.
  if (node === undefined) return drainReport(view, undefined);
  return conversing('HDFS', knowing('HDFS', access), access.signal, async () => {
    const leaving = new LeavingHosts(knowing('HDFS', access), access.signal);
    if (!(await leaving.list()).includes(node.name)) await leaving.add(node.name);
    if (node.leaving === 'no') await refresh(access);
    const after = await lookAtCluster(access);
    return drainReport(after, dataNodeOf(after, access.cluster, access.member));
  });
}

/** Takes the member's name out again, has the NameNode notice, and looks whether it counts on the member. */
export async function undrainDataNode(access: MemberAccess): Promise<MoveReport> {
  const { cluster, member } = access;
  const address = knowing('HDFS', access);
  return conversing('HDFS', address, access.signal, async () => {
    const leaving = new LeavingHosts(address, access.signal);
    const host = memberHost(cluster, member);
    const marks = (await leaving.list()).filter((name) => isHost(hostOf(name), host));
    for (const mark of marks) await leaving.remove(mark);
    const before = dataNodeOf(await lookAtCluster(access), cluster, member);
    if (marks.length > 0 || (before !== undefined && before.leaving !== 'no')) await refresh(access);
    const node = dataNodeOf(await lookAtCluster(access), cluster, member);
    const done = node === undefined || node.leaving === 'no';
    return {
      done,
      detail: done ? 'Nothing of the drain is left.' : 'The NameNode still takes it for one that leaves.',
      remaining: { marks: done ? 0 : 1 },
    };
  });
}

export async function settleDataNode(access: MemberAccess): Promise<MoveReport> {
  const view = await lookAtCluster(access);
  return settleReport(view, dataNodeOf(view, access.cluster, access.member));
}

/**
 * | Member                          | Done                                                |
 * | ------------------------------- | --------------------------------------------------- |
 * | unknown to the NameNode         | yes: it holds nothing                               |
 * | leaving alive, or not noticed   | no                                                  |
 * | has left, alive                 | yes: HDFS says that all it had has its usual copies |
 * | leaving, dead                   | when all blocks have their copies, none is missing  |
 *
 * The NameNode itself lets a dead one go only at a moment in which no copy at all is on its way, which a busy cluster
 * may not have when it looks.
 */
export function drainReport(view: ClusterView, node: DataNode | undefined): MoveReport {
  if (node === undefined) {
    return {
      done: true,
      detail: 'The NameNode does not know it: nothing is on it.',
      remaining: { blocks: 0 },
    };
  }
  const blocks = node.alive ? node.blocksLeft : view.fewCopies + view.pending + view.missing;
  const done = node.alive ? node.leaving === 'done' : node.leaving !== 'no' && blocks === 0;
  if (done) return { done, detail: 'All that it held has its copies on others.', remaining: { blocks: 0 } };
  const dead = node.alive ? '' : 'It is dead. ';
  return {
    done,
    // The NameNode counts what is left only once it has looked; until then something is.
    detail: `${dead}${count(blocks, 'block')} wait for another copy.`,
    remaining: { blocks: Math.max(blocks, 1) },
  };
}

/** Files stay where they are: HDFS fills a member that came back by what is written, or by its own balancer. */
export function settleReport(view: ClusterView, node: DataNode | undefined): MoveReport {
  const waits = [
    ...(node?.alive === true ? [] : ['The NameNode has not heard of it.']),
    ...(node === undefined || node.leaving === 'no' ? [] : ['It counts as one that leaves.']),
    ...(view.safeMode === '' ? [] : ['The NameNode is in safe mode.']),
  ];
  const done = waits.length === 0;
  return {
    done,
    detail: done ? 'It serves.' : waits.join(' '),
    remaining: { members: done ? 0 : 1 },
  };
}
