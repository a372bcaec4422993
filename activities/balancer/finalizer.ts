import { vipFinalizer } from '../../api/balancer/index.js';
import { services, type CallOptions, type KubernetesClient, type Service } from '../../kubernetes/index.js';
import { isSuperseded } from './service-status.js';

/** `superseded`: the Service changed meanwhile; look again. */
export type FinalizerOutcome = 'right' | 'superseded';

/** Puts our finalizer on the Service or takes it off; leaves those of others. */
export async function setFinalizer(
  kubernetes: KubernetesClient,
  { metadata }: Service,
  wanted: boolean,
  call: CallOptions,
): Promise<FinalizerOutcome> {
  const { name, namespace, uid, resourceVersion, finalizers = [] } = metadata;
  // The API server refuses new finalizers on what is being deleted.
  if (finalizers.includes(vipFinalizer) === wanted || (wanted && metadata.deletionTimestamp !== undefined)) {
    return 'right';
  }
  const next = wanted ? [...finalizers, vipFinalizer] : finalizers.filter((one) => one !== vipFinalizer);
  try {
    // A merge patch replaces the list, so the version must be the one that was read.
    await kubernetes.mergePatch(
      services,
      { namespace, name },
      { metadata: { uid, resourceVersion, finalizers: next } },
      call,
    );
    return 'right';
  } catch (error) {
    if (isSuperseded(error)) return 'superseded';
    throw error;
  }
}
