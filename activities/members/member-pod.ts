import type { MemberPod } from '../../api/membership.js';
import { label, nodeTypeSetName } from '../../api/names.js';
import { isPodReady } from '../../api/pod-reason.js';
import type { Pod } from '../../kubernetes/resources/index.js';

/** None for a pod of the cluster that is no member. One that is on its way out still is, and is not ready. */
export function memberPod(cluster: string, pod: Pod): MemberPod[] {
  const { name, labels = {}, deletionTimestamp } = pod.metadata;
  const nodeType = labels[label.nodeType];
  if (nodeType === undefined) return [];
  const ordinal = /-(\d+)$/.exec(name)?.[1];
  if (ordinal === undefined || !name.startsWith(`${nodeTypeSetName(cluster, nodeType)}-`)) return [];
  const ready = deletionTimestamp === undefined && isPodReady(pod);
  return [{ name, nodeType, ordinal: Number(ordinal), address: pod.status?.podIP, ready }];
}
