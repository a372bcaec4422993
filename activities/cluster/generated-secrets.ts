import { randomInt } from 'node:crypto';
import type { GeneratedSecret } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import { isAlreadyExists, type KubernetesClient } from '../../kubernetes/index.js';
import { secrets, type Secret } from '../../kubernetes/resources/index.js';
import type { ClusterRef } from './contract.js';
import { isMadeFor } from './ownership.js';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 32 of 62 characters, 190 bits; letters and digits need no quoting in any file, URL or command line. */
function randomPassword(): string {
  return Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join('');
}

/**
 * Makes those Secrets that are not there. Of two who do so at once, one makes it and the other finds it; one that is there is
 * not written, and `immutable` keeps others from it.
 * @throws StatewrightError NotOurs, or KubernetesConflict while that of an earlier cluster is still going.
 */
export async function createSecrets(
  kubernetes: KubernetesClient,
  clusterUid: string,
  wanted: readonly GeneratedSecret[],
): Promise<void> {
  for (const { metadata, keys } of wanted) {
    const ref = { namespace: metadata.namespace, name: metadata.name };
    const live = (await kubernetes.get(secrets, ref)) ?? (await create(kubernetes, metadata, keys));
    // Somebody else made it at this very moment.
    const there = live ?? (await kubernetes.get(secrets, ref));
    if (there === undefined) throw conflict(ref, 'it was deleted while it was made');
    refuseOthers(there, clusterUid);
    if (there.metadata.deletionTimestamp !== undefined) throw conflict(ref, 'it is being deleted');
  }
}

/** Undefined if the name was taken meanwhile. */
async function create(
  kubernetes: KubernetesClient,
  metadata: GeneratedSecret['metadata'],
  keys: readonly string[],
): Promise<Secret | undefined> {
  const data = Object.fromEntries(
    keys.map((key) => [key, Buffer.from(randomPassword()).toString('base64')] as const),
  );
  try {
    return await kubernetes.create(secrets, { metadata, type: 'Opaque', immutable: true, data });
  } catch (error) {
    if (isAlreadyExists(error)) return undefined;
    throw error;
  }
}

/** @throws StatewrightError KubernetesNotFound, NotOurs */
export async function readSecret(
  kubernetes: KubernetesClient,
  { namespace, uid }: ClusterRef,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const secret = await kubernetes.get(secrets, { namespace, name });
  if (secret === undefined) {
    throw new StatewrightError('KubernetesNotFound', { object: `Secret ${namespace}/${name}` });
  }
  refuseOthers(secret, uid);
  return Object.fromEntries(
    Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}

/** Removes those that were made for this cluster, by their names: that needs no right to list Secrets. */
export async function removeSecrets(
  kubernetes: KubernetesClient,
  clusterUid: string,
  made: readonly GeneratedSecret[],
): Promise<void> {
  for (const { metadata } of made) {
    const ref = { namespace: metadata.namespace, name: metadata.name };
    const live = await kubernetes.get(secrets, ref);
    if (live === undefined || !isMadeFor(live, clusterUid)) continue;
    await kubernetes.delete(secrets, ref, { uid: live.metadata.uid });
  }
}

function refuseOthers(secret: Secret, clusterUid: string): void {
  if (isMadeFor(secret, clusterUid)) return;
  const { namespace = '', name } = secret.metadata;
  throw new StatewrightError('NotOurs', { kind: 'Secret', namespace, name });
}

function conflict(ref: { readonly namespace?: string | undefined; readonly name: string }, reason: string) {
  const object = `Secret ${ref.namespace ?? ''}/${ref.name}`;
  return new StatewrightError('KubernetesConflict', { object, reason });
}
