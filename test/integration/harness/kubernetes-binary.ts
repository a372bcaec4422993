import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The binary that acts as etcd and kube-apiserver: STATEWRIGHT_KUBERNETES_BINARY, or the newest that
 * `npm run up` has built into its cache.
 */
export function kubernetesBinary(): string {
  const named = process.env.STATEWRIGHT_KUBERNETES_BINARY;
  if (named !== undefined && named !== '') {
    if (!existsSync(named))
      throw new Error(`STATEWRIGHT_KUBERNETES_BINARY names ${named}, which does not exist`);
    return named;
  }
  const cache = resolve(process.env.STATEWRIGHT_CACHE ?? '.statewright/cache', 'bin');
  const built = existsSync(cache)
    ? // The links named by version alone: not the binaries with their digest, nor a link that is being made.
      readdirSync(cache).filter((name) => /^kubernetes-v\d+\.\d+\.\d+$/.test(name))
    : [];
  const newest = built.sort((a, b) => a.localeCompare(b, undefined, { numeric: true })).at(-1);
  if (newest === undefined) {
    throw new Error(
      `no Kubernetes binary in ${cache}: run \`npm run up\` once, or set STATEWRIGHT_KUBERNETES_BINARY`,
    );
  }
  return join(cache, newest);
}
