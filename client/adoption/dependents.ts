import { StatewrightError } from '../../api/errors/index.js';
import { fieldManager } from '../../api/names.js';
import {
  controllerRevisions,
  persistentVolumeClaims,
  pods,
  type CallOptions,
  type KubernetesClient,
  type KubernetesObject,
  type Resource,
} from '../../kubernetes/index.js';

const kinds: readonly Resource[] = [pods, persistentVolumeClaims, controllerRevisions];

/**
 * Takes the set of this UID off the owners of all that it made. Kubernetes' garbage collector does the same when a set is
 * deleted with its dependents orphaned, but only for those that it has heard of by then: a pod or a claim made a moment
 * before would be deleted with its data.
 */
export async function setFree(
  client: KubernetesClient,
  namespace: string,
  uid: string,
  call: CallOptions,
): Promise<void> {
  for (const resource of kinds) {
    const { items } = await client.list(resource, { ...call, namespace });
    const owned = items.filter(({ metadata }) => metadata.ownerReferences?.some((it) => it.uid === uid));
    for (const object of owned) await disown(client, resource, object, uid, call);
  }
}

/** Whoever changed the object meanwhile comes first; it is seen again at the next look. */
async function disown(
  client: KubernetesClient,
  resource: Resource,
  { metadata }: KubernetesObject,
  ownerUid: string,
  call: CallOptions,
): Promise<void> {
  const { namespace, name, uid, resourceVersion, ownerReferences = [] } = metadata;
  const others = ownerReferences.filter((owner) => owner.uid !== ownerUid);
  const patch = { metadata: { uid, resourceVersion, ownerReferences: others } };
  try {
    await client.mergePatch(resource, { namespace, name }, patch, {
      ...call,
      fieldManager: fieldManager.client,
    });
  } catch (error) {
    const isOutdated =
      error instanceof StatewrightError &&
      (error.code === 'KubernetesConflict' || error.code === 'KubernetesNotFound');
    if (!isOutdated) throw error;
  }
}
