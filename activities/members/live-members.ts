import { cancellationSignal } from '@temporalio/activity';
import { withDefaults } from '../../api/defaults.js';
import type { DistributedCluster, DistributedClusterSpec } from '../../api/distributed-cluster.js';
import {
  memberPodName,
  type Member,
  type MemberAccess,
  type MemberPod,
  type Membership,
} from '../../api/membership.js';
import { countMembersOnline } from '../../api/online-members.js';
import { pods, type Pod } from '../../kubernetes/resources/index.js';
import type { ClusterRef } from '../cluster/contract.js';
import type { ClusterDependencies } from '../cluster/dependencies.js';
import { readSecret } from '../cluster/generated-secrets.js';
import { readLiveCluster, secretsOf } from '../cluster/live-cluster.js';
import { clusterSelector } from '../cluster/ownership.js';
import { memberPod } from './member-pod.js';

/** A cluster with its members, read live a moment ago. */
export interface LiveMembers {
  readonly cluster: DistributedCluster;
  /** With the catalog's defaults. */
  readonly spec: DistributedClusterSpec;
  readonly pods: readonly MemberPod[];
  /** The same as Kubernetes has them, and any other pods of the cluster. */
  readonly podObjects: readonly Pod[];
  /** Undefined for a component whose members are stopped and started like any pod. */
  readonly membership: Membership | undefined;
  access(member: Member): MemberAccess;
}

/** Reads the cluster and its pods. Throws StatewrightError as `readLiveCluster`. */
export async function readMembers(dependencies: ClusterDependencies, ref: ClusterRef): Promise<LiveMembers> {
  const { cluster, component } = await readLiveCluster(dependencies, ref);
  const spec = withDefaults(cluster.spec, component.rules);
  const { namespace, name } = ref;
  const { items } = await dependencies.kubernetes.list(pods, {
    namespace,
    labelSelector: clusterSelector(ref.uid),
  });
  const members = items.flatMap((pod) => memberPod(name, pod));
  const exposed = spec.exposure?.nodeType ?? component.rules.exposed;
  const listsSecrets = secretsOf(dependencies, cluster).length > 0;
  const endpoints = members
    .filter((pod) => pod.nodeType === exposed && pod.ready)
    .flatMap(({ address }) => (address === undefined ? [] : [endpoint(address, component.rules.clientPort)]));
  return {
    cluster,
    spec,
    pods: members,
    podObjects: items,
    membership: component.membership,
    access: (member) => ({
      endpoints,
      members: countMembersOnline(spec),
      signal: cancellationSignal(),
      cluster: { namespace, name, uid: ref.uid, spec },
      member,
      pods: members,
      ...(listsSecrets && { secret: (secret: string) => readSecret(dependencies.kubernetes, ref, secret) }),
    }),
  };
}

function endpoint(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Whether the member's pod is missing or gives no answer. */
export function isDead({ cluster, pods: live }: LiveMembers, member: Member): boolean {
  const name = memberPodName(cluster.metadata.name, member);
  return !live.some((pod) => pod.name === name && pod.ready);
}
