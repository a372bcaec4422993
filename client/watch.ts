import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectKey } from '../api/names.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { lookAtCluster, type ClusterSighting } from './observe.js';
import type { TemporalConnection } from './temporal.js';

export interface WatchOptions {
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks; 1000 if left out. */
  readonly intervalMs?: number;
  /** Watch only the cluster of this UID; a later one of the same name counts as absent. */
  readonly uid?: string;
}

/**
 * Looks again and again and yields the first sighting and each one that differs from the one before. Ends after the
 * cluster is absent, and when the signal comes. Servers that do not answer end nothing: they are named in the sighting.
 */
export async function* watchCluster(
  kubernetes: KubernetesClient,
  temporal: TemporalConnection | undefined,
  key: ObjectKey,
  options: WatchOptions = {},
): AsyncGenerator<ClusterSighting, void, undefined> {
  const { signal, intervalMs = 1_000 } = options;
  let uid = options.uid;
  let before: ClusterSighting | undefined;
  while (signal?.aborted !== true) {
    const sighting = await lookAtCluster(kubernetes, temporal, key, { uid, before });
    uid ??= sighting.cluster?.metadata.uid;
    if (JSON.stringify(sighting) !== JSON.stringify(before)) yield sighting;
    if (sighting.presence === 'absent') return;
    before = sighting;
    await sleep(intervalMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
