import type { KubernetesClient } from '../../kubernetes/client.js';
import type { Resource } from '../../kubernetes/resource.js';
import type { ClusterRef } from './contract.js';
import { clusterSelector } from './ownership.js';

export interface Left {
  readonly word: string;
  readonly count: number;
}

/** How many objects of each kind still carry the mark of the cluster; read live and in full, or it throws. */
export async function countLeft(
  kubernetes: KubernetesClient,
  ref: ClusterRef,
  kinds: readonly { readonly resource: Resource; readonly word: string }[],
): Promise<readonly Left[]> {
  return Promise.all(
    kinds.map(async ({ resource, word }) => {
      const { items } = await kubernetes.list(resource, {
        namespace: ref.namespace,
        labelSelector: clusterSelector(ref.uid),
      });
      return { word, count: items.length };
    }),
  );
}

/** `2 pods, 1 service`; empty if nothing is left. */
export function describeLeft(left: readonly Left[]): string {
  return left
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}${count === 1 ? '' : 's'}`)
    .join(', ');
}
