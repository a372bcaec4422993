import { randomBytes } from 'node:crypto';
import { configMaps, type KubernetesClient } from '../../kubernetes/index.js';
import { inParallel } from '../harness/in-parallel.js';

export const NAMESPACE = 'default';
export const LABELS = { bench: 'watch-cache' };
export const LABEL_SELECTOR = 'bench=watch-cache';
export const OBJECTS = 10_000;
/** With the rest of `data`, the labels and the names about 1 KiB; the API server adds managedFields. */
const PAYLOAD_BYTES = 900;
const TEAMS = 50;
const CONCURRENCY = 32;

export const nameOf = (index: number): string => `object-${String(index).padStart(5, '0')}`;

/** Makes the objects that caches hold. */
export async function populate(client: KubernetesClient, signal: AbortSignal): Promise<void> {
  await inParallel(OBJECTS, CONCURRENCY, async (index) => {
    const metadata = { namespace: NAMESPACE, name: nameOf(index), labels: LABELS };
    const payload = randomBytes((PAYLOAD_BYTES * 3) / 4).toString('base64');
    const data = { version: '0', team: `team-${index % TEAMS}`, payload };
    await client.create(configMaps, { metadata, data }, { signal });
  });
}
