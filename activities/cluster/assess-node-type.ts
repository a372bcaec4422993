import type { NodeType } from '../../api/distributed-cluster.js';
import { countOnline } from '../../api/online-members.js';
import { formatOrdinals, ordinalSet, type OrdinalEntry } from '../../api/ordinals.js';
import { explainPod, isPodReady, type PodState } from '../../api/pod-reason.js';
import type { AwaitReport } from './contract.js';

/** What we read of a set to tell how far it is. */
export interface SetState {
  readonly metadata: { readonly generation?: number | undefined };
  readonly spec: {
    readonly replicas?: number | undefined;
    readonly offlineStrategy?: { readonly podOrdinals?: readonly OrdinalEntry[] | undefined } | undefined;
  };
  readonly status?:
    | {
        readonly observedGeneration?: number | undefined;
        readonly replicas?: number | undefined;
        readonly readyReplicas?: number | undefined;
        readonly updatedReplicas?: number | undefined;
        readonly currentRevision?: string | undefined;
        readonly updateRevision?: string | undefined;
      }
    | undefined;
}

/** As many reasons as a person reads in one line. */
const reasonsShown = 3;

/**
 * How far a node type is: reached when its controller has seen the newest spec, exactly the wanted members exist, and
 * all of them run it and answer.
 */
export function assessNodeType(
  nodeType: Pick<NodeType, 'replicas' | 'offlineOrdinals'>,
  set: SetState | undefined,
  pods: readonly PodState[],
): AwaitReport {
  if (set === undefined) return { reached: false, detail: 'the set does not exist yet' };
  const { status } = set;
  const wanted = countOnline(nodeType);
  if (status?.observedGeneration !== set.metadata.generation || !hasTakenUp(nodeType, set.spec)) {
    return { reached: false, detail: 'the set has not taken up the new spec yet' };
  }
  const ready = status?.readyReplicas ?? 0;
  const existing = status?.replicas ?? 0;
  const rolledOut = status?.currentRevision === status?.updateRevision || wanted === 0;
  const updated = rolledOut ? existing : (status?.updatedReplicas ?? 0);

  const parts = [`${ready} of ${wanted} ready`];
  if (!rolledOut) parts.push(`${updated} of ${wanted} updated`);
  if (existing > wanted) parts.push(`${existing - wanted} more than wanted still there`);
  const reached = ready === wanted && updated === wanted && existing === wanted;
  return { reached, detail: [...parts, ...reasons(pods)].join('; ') };
}

function hasTakenUp(
  { replicas, offlineOrdinals = [] }: Pick<NodeType, 'replicas' | 'offlineOrdinals'>,
  spec: SetState['spec'],
): boolean {
  const wished = formatOrdinals(ordinalSet(offlineOrdinals));
  const taken = spec.offlineStrategy?.podOrdinals ?? [];
  return spec.replicas === replicas && wished.join() === taken.join();
}

function reasons(pods: readonly PodState[]): readonly string[] {
  const waiting = pods
    .filter((pod) => !isPodReady(pod))
    .toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }))
    .flatMap((pod) => {
      const why = explainPod(pod);
      return why ? [`${pod.metadata.name}: ${why.reason}: ${why.message}`] : [];
    });
  const more = waiting.length - reasonsShown;
  return more > 0 ? [...waiting.slice(0, reasonsShown), `and ${more} more`] : waiting;
}
