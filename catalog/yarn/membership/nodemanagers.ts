import type { MemberAccess, MoveReport } from '../../../api/membership.js';
import { conversing, knowing } from '../../hadoop/ask.js';
import { memberHost } from '../../member-host.js';
import { isHost } from '../../hadoop/identity.js';
import { LeavingHosts } from '../../hadoop/leaving-hosts.js';
import { message } from '../../hadoop/protobuf.js';
import { callRemote } from '../../hadoop/remote-call.js';
import { count } from '../../hadoop/wording.js';
import {
  isActive,
  ledFrom,
  lookAtCluster,
  nodeOf,
  type ClusterView,
  type NodeManager,
} from '../cluster-view.js';
import { drainTimeout } from '../configuration.js';
import { adminPort } from '../rules.js';

/** Asks the ResourceManager to read the file of hosts that are to leave. */
const refreshNodes = {
  protocol: 'org.apache.hadoop.yarn.server.api.ResourceManagerAdministrationProtocolPB',
  method: 'refreshNodes',
};
/** DecommissionTypeProto: what runs on those that are to leave may end first. */
const graceful = 2;
const patienceMs = 10_000;

async function refresh(access: MemberAccess): Promise<void> {
  const signal = AbortSignal.any([access.signal, AbortSignal.timeout(patienceMs)]);
  const request = message([
    [1, graceful],
    [2, drainTimeout(access.cluster.spec)],
  ]);
  await callRemote({ host: knowing('YARN', access), port: adminPort }, refreshNodes, request, signal);
}

/** Names the member among those that leave, has the ResourceManager notice, and says what still runs. */
export async function drainNodeManager(access: MemberAccess): Promise<MoveReport> {
  const view = await lookAtCluster(access);
  const node = nodeOf(view, access.cluster, access.member);
  if (node === undefined || !isActive(node)) return drainReport(view, node);
  const address = knowing('YARN', access);
  return conversing('YARN', address, access.signal, async () => {
    const leaving = new LeavingHosts(address, access.signal);
    if (!(await leaving.list()).includes(node.host)) await leaving.add(node.host);
    // Asking again would give those that leave already their full time again.
    if (node.state !== 'DECOMMISSIONING') await refresh(access);
    const after = await lookAtCluster(access);
    return drainReport(after, nodeOf(after, access.cluster, access.member));
  });
}

/** Takes the member's name out again and has the ResourceManager notice. */
export async function undrainNodeManager(access: MemberAccess): Promise<MoveReport> {
  const { cluster, member } = access;
  const address = knowing('YARN', access);
  return conversing('YARN', address, access.signal, async () => {
    const leaving = new LeavingHosts(address, access.signal);
    const host = memberHost(cluster, member);
    const marks = (await leaving.list()).filter((name) => isHost(name, host));
    for (const mark of marks) await leaving.remove(mark);
    const before = nodeOf(await lookAtCluster(access), cluster, member);
    if (marks.length > 0 || before?.state === 'DECOMMISSIONING') await refresh(access);
    const node = nodeOf(await lookAtCluster(access), cluster, member);
    const done = node?.state !== 'DECOMMISSIONING';
    return {
      done,
      detail: done
        ? 'Nothing of the drain is left.'
        : 'The ResourceManager still takes it for one that leaves.',
      remaining: { marks: done ? 0 : 1 },
    };
  });
}

export async function settleNodeManager(access: MemberAccess): Promise<MoveReport> {
  return settleReport(nodeOf(await lookAtCluster(access), access.cluster, access.member));
}

/** Done when the ResourceManager gives it nothing more and hears of nothing that runs there, or of it no more. */
export function drainReport(view: ClusterView, node: NodeManager | undefined): MoveReport {
  if (node === undefined || !isActive(node)) {
    const detail =
      node === undefined
        ? 'The ResourceManager does not know it: nothing runs on it.'
        : 'Nothing runs on it any more.';
    return { done: true, detail, remaining: { containers: 0, applications: 0 } };
  }
  const led = ledFrom(view, node).length;
  const waits = `${count(node.containers, 'container')} on it, ${count(led, 'application')} led from it`;
  const detail =
    node.state === 'DECOMMISSIONING'
      ? `${waits}; it waits for them, and for the end of applications that have run on it.`
      : `${waits}; it has not been told yet.`;
  return { done: false, detail, remaining: { containers: node.containers, applications: led } };
}

export function settleReport(node: NodeManager | undefined): MoveReport {
  const done = node?.state === 'RUNNING';
  const detail = done
    ? 'It runs.'
    : node === undefined
      ? 'The ResourceManager has not heard of it.'
      : `Its state is ${node.state}. ${node.report}`.trim();
  return { done, detail, remaining: { members: done ? 0 : 1 } };
}
