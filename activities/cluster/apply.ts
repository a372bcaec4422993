import { heartbeat } from '@temporalio/activity';
import { StatewrightError } from '../../api/errors/index.js';
import { clusterFinalizer } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { KubernetesClient } from '../../kubernetes/client.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { ClusterActivities, ClusterRef } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';
import { readLiveCluster, renderCluster } from './live-cluster.js';
import { resourceOf } from './kinds.js';
import { isMadeFor } from './ownership.js';
import { createSecrets } from './generated-secrets.js';
import { writeStatus } from './status.js';

/**
 * Creates or updates one object of a cluster. An object of that name that was not made for this cluster is left alone.
 * @throws StatewrightError NotOurs, or KubernetesConflict while an earlier object of that name is still going.
 */
export async function applyOwned(
  kubernetes: KubernetesClient,
  clusterUid: string,
  manifest: Manifest,
): Promise<void> {
  const resource = resourceOf(manifest.kind);
  const { namespace = '', name } = manifest.metadata;
  const live = await kubernetes.get(resource, { namespace, name });
  if (live === undefined) {
    // Without force: should somebody else's object appear at this very moment, its fields are not taken over.
    await kubernetes.apply(resource, manifest, { force: false });
    return;
  }
  if (!isMadeFor(live, clusterUid)) {
    throw new StatewrightError('NotOurs', { kind: manifest.kind, namespace, name });
  }
  if (live.metadata.deletionTimestamp !== undefined) {
    const object = `${manifest.kind} ${namespace}/${name}`;
    throw new StatewrightError('KubernetesConflict', { object, reason: 'it is being deleted' });
  }
  const { uid } = live.metadata;
  await kubernetes.apply(resource, { ...manifest, metadata: { ...manifest.metadata, uid } }, { force: true });
}

/** Its controller makes pods that are missing, of the newest revision, and replaces none: that is left to the workflow, which asks first. */
export function replacedOnDelete(set: Manifest): Manifest {
  const spec = typeof set.spec === 'object' && set.spec !== null ? set.spec : {};
  return { ...set, spec: { ...spec, updateStrategy: { type: 'OnDelete' } } };
}

type Applying = Pick<ClusterActivities, 'holdCluster' | 'applyShared' | 'applySets' | 'sealFormation'>;

/** The activities that build. */
export function applyActivities(dependencies: ClusterDependencies): Applying {
  const { kubernetes } = dependencies;

  const applyAll = async (ref: ClusterRef, manifests: readonly Manifest[]): Promise<void> => {
    for (const manifest of manifests) {
      await applyOwned(kubernetes, ref.uid, manifest);
      heartbeat(`${manifest.kind} ${manifest.metadata.name}`);
    }
  };

  return {
    async holdCluster(ref) {
      const { cluster } = await readLiveCluster(dependencies, ref);
      const { namespace, name, uid, resourceVersion, finalizers = [] } = cluster.metadata;
      if (finalizers.includes(clusterFinalizer)) return;
      // The version is the precondition: two who add a finalizer at once must not undo each other.
      await kubernetes.mergePatch(
        distributedClusters,
        { namespace, name },
        { metadata: { uid, resourceVersion, finalizers: [...finalizers, clusterFinalizer] } },
      );
    },

    async applyShared(ref) {
      const { secrets = [], shared } = renderCluster(await readLiveCluster(dependencies, ref));
      await createSecrets(kubernetes, ref.uid, secrets);
      await applyAll(ref, shared);
    },

    async applySets(ref, nodeTypes, restarts) {
      const { sets } = renderCluster(await readLiveCluster(dependencies, ref));
      const chosen = sets.filter((set) => nodeTypes.includes(set.nodeType));
      await applyAll(
        ref,
        chosen.map(({ manifest }) => (restarts === 'Guarded' ? replacedOnDelete(manifest) : manifest)),
      );
    },

    async sealFormation(ref) {
      const live = await readLiveCluster(dependencies, ref);
      await writeStatus(kubernetes, ref, { formed: true });
      await applyAll(ref, renderCluster(live, true).shared);
    },
  };
}
