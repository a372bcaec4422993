import { z } from 'zod';
import { distributedClusterSchema, type DistributedCluster } from '../api/distributed-cluster.js';
import { StatewrightError } from '../api/errors/index.js';
import { fieldManager, type ObjectKey } from '../api/names.js';
import { objectMetaSchema } from '../api/object-meta.js';
import type { KubernetesClient, ObjectToWrite, Resource } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';
import { checkAgainstLive, type CheckedManifest } from './check.js';
import { conflictingManagers, foreignSpecManagers, isOurManager } from './field-ownership.js';
import { specDifferences, type SpecDifference } from './spec-differences.js';

export interface ApplyOptions {
  /** For manifests that name no namespace; `default` if left out. */
  readonly namespace?: string;
  /** The API server checks everything and nothing is changed. */
  readonly dryRun?: boolean;
  /** Take over fields that somebody outside the platform has set, for example with `kubectl edit`. */
  readonly force?: boolean;
}

export interface ApplyOutcome {
  readonly key: ObjectKey;
  readonly action: 'created' | 'changed' | 'unchanged';
  readonly cluster: DistributedCluster;
  /** The spec that was read before the write, of a cluster that was there. */
  readonly before?: DistributedCluster['spec'];
  /** What the write changed in the spec of a cluster that was there. */
  readonly changes: readonly SpecDifference[];
  /** What is in the spec and not in the manifest, since others than the platform have set it. */
  readonly kept: readonly SpecDifference[];
}

/** A dry run that would create something answers with an object that has no version, since it was not stored. */
const tryingClusters: Resource<DistributedCluster> = {
  ...distributedClusters,
  schema: distributedClusterSchema.extend({
    metadata: objectMetaSchema.extend({ resourceVersion: z.string().default('') }),
  }),
};

const asClient = { fieldManager: fieldManager.client } as const;

/** Annotation of kubectl; it would describe a state that is no longer so. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Only what a person wishes: what `kubectl get -o yaml` adds (uid, resourceVersion, managedFields, status) is not part
 * of it. The UID of the live cluster goes along as a precondition, so that a later one of its name is left alone.
 */
function toWrite({ key, manifest, live }: CheckedManifest): ObjectToWrite {
  const { labels, annotations: given = {} } = manifest.metadata;
  const annotations = Object.fromEntries(Object.entries(given).filter(([name]) => name !== lastApplied));
  return {
    metadata: {
      ...key,
      ...(labels && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ...(live && { uid: live.metadata.uid }),
    },
    spec: manifest.spec,
  };
}

/** Applies; fields that the platform itself set before, by `scale` and the like, are taken over, others' only if told. */
async function serverSideApply(
  kubernetes: KubernetesClient,
  checked: CheckedManifest,
  options: ApplyOptions,
): Promise<DistributedCluster> {
  const object = toWrite(checked);
  const dryRun = options.dryRun ?? false;
  const resource = dryRun ? tryingClusters : distributedClusters;
  try {
    return await kubernetes.apply(resource, object, {
      ...asClient,
      dryRun,
      force: options.force ?? false,
    });
  } catch (error) {
    if (!(error instanceof StatewrightError) || error.code !== 'KubernetesConflict') throw error;
    const managers = conflictingManagers(error.sentence);
    if (managers.length === 0) throw error;
    if (!managers.every(isOurManager)) {
      const others = managers.filter((manager) => !isOurManager(manager)).join(', ');
      throw new StatewrightError('FieldsHeldByOthers', { managers: others }, { cause: error });
    }
    return kubernetes.apply(resource, object, { ...asClient, dryRun, force: true });
  }
}

/** In the cluster's spec and not in the manifest. */
function surplus(
  manifest: CheckedManifest['manifest'],
  cluster: DistributedCluster,
): readonly SpecDifference[] {
  return specDifferences(manifest.spec, cluster.spec).filter((difference) => difference.before === undefined);
}

/**
 * Server-side apply leaves what another manager holds, and the platform's own workflow is another manager: a node type
 * that was scaled by it would survive its removal from the manifest. So where only the platform has written the spec,
 * the spec is replaced as a whole first.
 */
async function replaceSpec(
  kubernetes: KubernetesClient,
  { key, manifest, live }: CheckedManifest & { readonly live: DistributedCluster },
): Promise<void> {
  const gone = Object.keys(live.spec).filter((field) => !(field in manifest.spec));
  const { uid, resourceVersion } = live.metadata;
  await kubernetes.mergePatch(
    distributedClusters,
    key,
    {
      metadata: { uid, resourceVersion },
      spec: { ...manifest.spec, ...Object.fromEntries(gone.map((field) => [field, null])) },
    },
    asClient,
  );
}

/**
 * Makes the wish of a manifest known to Kubernetes, after everything that can be judged beforehand was.
 * Throws StatewrightError with `problems` by field; `ClusterBeingDeleted`; `FieldsHeldByOthers`; what the API server
 * refuses (`KubernetesRefused`, `KubernetesForbidden`, `KubernetesNotFound` for a missing namespace).
 */
export async function applyCluster(
  kubernetes: KubernetesClient,
  input: unknown,
  options: ApplyOptions = {},
): Promise<ApplyOutcome> {
  const checked = await checkAgainstLive(kubernetes, input, options.namespace ?? 'default');
  const { key, manifest, live } = checked;
  if (live === undefined) {
    const cluster = await serverSideApply(kubernetes, checked, options);
    return { key, action: 'created', cluster, changes: [], kept: [] };
  }

  const foreign = foreignSpecManagers(live.metadata);
  const tried = await serverSideApply(kubernetes, checked, { ...options, dryRun: true });
  const left = surplus(manifest, tried);
  const replaces = left.length > 0 && (foreign.length === 0 || options.force === true);
  const changes = specDifferences(live.spec, replaces ? manifest.spec : tried.spec);
  if (options.dryRun !== true) {
    if (replaces) await replaceSpec(kubernetes, { ...checked, live });
    const cluster = await serverSideApply(kubernetes, checked, options);
    const action = cluster.metadata.generation === live.metadata.generation ? 'unchanged' : 'changed';
    return { key, action, cluster, before: live.spec, changes, kept: surplus(manifest, cluster) };
  }
  const action = changes.length === 0 ? 'unchanged' : 'changed';
  return { key, action, cluster: tried, before: live.spec, changes, kept: replaces ? [] : left };
}
