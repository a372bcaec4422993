import { StatewrightError, type FieldProblem } from '../../api/errors/index.js';
import { addressCondition } from '../../api/network/index.js';
import { metadataOf, pods, type CallOptions, type KubernetesClient } from '../../kubernetes/index.js';
import type { PodNeed } from './pod-need.js';

const podMetadata = metadataOf(pods);
/** Apart from other fields of the platform's: conditions are a list keyed by type, and each manager owns its own entries. */
const fieldManager = 'statewright-addresses';

/** Says on the pod what it waits for, or, without a problem, that it has its addresses. A pod that is gone is told nothing. */
export async function sayOnPod(
  client: Pick<KubernetesClient, 'apply'>,
  { namespace, name, uid }: PodNeed,
  problem: FieldProblem | undefined,
  now: Date,
  call: CallOptions,
): Promise<void> {
  const condition = {
    type: addressCondition,
    status: problem === undefined ? 'True' : 'False',
    reason: problem?.code ?? 'Assigned',
    message: problem === undefined ? '' : `${problem.sentence} ${problem.remedy}`,
    lastTransitionTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  try {
    const object = { metadata: { namespace, name, uid }, status: { conditions: [condition] } };
    await client.apply(podMetadata, object, { ...call, fieldManager, subresource: 'status' });
  } catch (error) {
    const isGone = ['KubernetesNotFound', 'KubernetesConflict', 'KubernetesRefused'];
    if (!(error instanceof StatewrightError && isGone.includes(error.code))) throw error;
  }
}
