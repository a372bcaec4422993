import { setTimeout as sleep } from 'node:timers/promises';
import { StatewrightError } from '../../api/errors/index.js';
import type { KubernetesClient, KubernetesObject, ListOptions, Resource } from '../../kubernetes/index.js';

/** Milliseconds between two attempts when the API server does not answer. */
const pauseMs = 1_000;

/**
 * Waits until something holds of all objects of a scope, as a watch shows them. An aborted signal rejects with its
 * reason; an API server that is silent for a while is asked again.
 */
export async function watchUntil<T extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<T>,
  scope: Pick<ListOptions, 'namespace' | 'fieldSelector' | 'labelSelector'>,
  holds: (objects: readonly T[]) => boolean,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const { items, resourceVersion } = await client.list(resource, { ...scope, signal });
      const objects = new Map(items.map((object) => [object.metadata.uid, object]));
      if (holds([...objects.values()])) return;
      for await (const event of client.watch(resource, { ...scope, resourceVersion, signal })) {
        if (event.kind === 'bookmark') continue;
        if (event.kind === 'expired') break;
        if (event.kind === 'deleted') objects.delete(event.object.metadata.uid);
        else objects.set(event.object.metadata.uid, event.object);
        if (holds([...objects.values()])) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StatewrightError && error.kind === 'Unavailable')) throw error;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
