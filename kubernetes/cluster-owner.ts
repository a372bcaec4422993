import { StatewrightError } from '../api/errors/index.js';
import type { CallOptions, KubernetesClient } from './client.js';
import { namespaces } from './resources/index.js';

/**
 * What tells this cluster from all others, whatever they are called: the UID of its namespace kube-system, which lives as long
 * as the cluster. Outside systems keep it beside what we make there.
 */
export async function clusterOwner(
  client: Pick<KubernetesClient, 'get'>,
  call: CallOptions = {},
): Promise<string> {
  const namespace = await client.get(namespaces, { name: 'kube-system' }, call);
  if (namespace !== undefined) return namespace.metadata.uid;
  throw new StatewrightError('KubernetesUnavailable', {
    verb: 'get',
    object: 'namespaces kube-system',
    reason: 'every cluster has it, and this one says that it has not',
  });
}
