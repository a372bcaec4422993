import type { Departure, MemberAccess } from '../../../api/membership.js';
import { memberPodName } from '../../../api/membership.js';
import { opensearchRules } from '../rules.js';

/** A member that is to go, and what the wish says of its like. */
export interface Departing {
  /** Of its pod, and so of the member in the cluster. */
  readonly name: string;
  readonly nodeType: string;
  /** Members of its node type that are asked for; in a scale-down those that will be left. */
  readonly asked: number;
  readonly departure: Departure;
  /** Other ready members at the address of the cluster; undefined if this one is not among those that answer there. */
  readonly otherEntrances: number | undefined;
}

export function departing(access: MemberAccess, departure: Departure): Departing {
  const { cluster, member, pods } = access;
  const name = memberPodName(cluster.name, member);
  const exposed = cluster.spec.exposure?.nodeType ?? opensearchRules.exposed;
  return {
    name,
    nodeType: member.nodeType,
    asked: cluster.spec.nodeTypes.find((nodeType) => nodeType.name === member.nodeType)?.replicas ?? 0,
    departure,
    otherEntrances:
      member.nodeType === exposed
        ? pods.filter((pod) => pod.nodeType === exposed && pod.ready && pod.name !== name).length
        : undefined,
  };
}
