import { StatewrightError } from '../../api/errors/index.js';
import type { KubernetesClient, ListOptions } from '../../kubernetes/client.js';
import { pods } from '../../kubernetes/resources/index.js';

/**
 * Resolves at the first event of the selected pods, or when the watch ends for whatever reason: it is only a sign to
 * look again, so a lost one costs a few seconds and a false one a look. Resolves as well when `signal` comes.
 */
export async function podsChanged(
  kubernetes: KubernetesClient,
  selected: Pick<ListOptions, 'namespace' | 'labelSelector'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { resourceVersion } = await kubernetes.list(pods, { ...selected, signal });
    for await (const event of kubernetes.watch(pods, { ...selected, resourceVersion, signal })) {
      if (event.kind !== 'bookmark') return;
    }
  } catch (error) {
    if (signal.aborted || error instanceof StatewrightError) return;
    throw error;
  }
}
