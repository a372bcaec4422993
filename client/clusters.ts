import type { DistributedCluster } from '../api/distributed-cluster.js';
import { StatewrightError } from '../api/errors/index.js';
import type { ObjectKey } from '../api/names.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';
import type {
  ChangeAccepted,
  ClusterInput,
  ClusterProgress,
  ConfigureRequest,
  ScaleRequest,
  UpgradeRequest,
} from '../workflows/cluster/contract.js';
import { applyCluster, type ApplyOptions, type ApplyOutcome } from './apply.js';
import { configureCluster, scaleCluster, startCluster, upgradeCluster } from './changes.js';
import { checkAgainstLive, checkForm, type CheckedManifest } from './check.js';
import { deleteCluster, type DeleteOptions, type DeleteOutcome } from './delete.js';
import { describeCluster, type ClusterDescription } from './describe.js';
import type { ClusterSighting } from './observe.js';
import {
  cancelOperation,
  followOperation,
  startOperation,
  type FollowOperationOptions,
  type MembersToMove,
  type OperationSighting,
  type StartedOperation,
} from './offline.js';
import { queryProgress } from './progress.js';
import type { TemporalConnection } from './temporal.js';
import { watchCluster, type WatchOptions } from './watch.js';

/** What can be done with clusters. Every failure is a StatewrightError; docs/sdk.md says which call throws which. */
export interface Clusters {
  /** Checks the manifest of a cluster, and makes it or brings it to that wish. Returns when Kubernetes has noted it. */
  apply(manifest: unknown, options?: ApplyOptions): Promise<ApplyOutcome>;
  /** The checks of `apply` that need no answer to a write: form, catalog, machines, and the step from the live cluster. */
  check(manifest: unknown, options?: Pick<ApplyOptions, 'namespace'>): Promise<CheckedManifest>;
  /** Live. Throws `ClusterNotFound` only if Kubernetes said so. */
  get(key: ObjectKey): Promise<DistributedCluster>;
  /** Of one namespace, or of all. */
  list(namespace?: string): Promise<readonly DistributedCluster[]>;
  /** Asks for the end of a cluster; it is gone when all that was made for it is. */
  delete(key: ObjectKey, options?: DeleteOptions): Promise<DeleteOutcome>;
  /** What its workflow is doing, by its own word. */
  progress(key: ObjectKey): Promise<ClusterProgress>;
  /** Sightings of the cluster, each different from the one before. */
  watch(key: ObjectKey, options?: WatchOptions): AsyncGenerator<ClusterSighting, void, undefined>;
  /** Everything about it, read live; what could not be asked is named. */
  describe(key: ObjectKey): Promise<ClusterDescription>;

  /** Changes the number of members of a node type; the answer says that the workflow accepted it. */
  scale(key: ObjectKey, request: ScaleRequest): Promise<ChangeAccepted>;
  /** Moves the cluster to another version of the catalog. */
  upgrade(key: ObjectKey, request: UpgradeRequest): Promise<ChangeAccepted>;
  /** Replaces the settings of a node type as a whole. */
  configure(key: ObjectKey, request: ConfigureRequest): Promise<ChangeAccepted>;
  /** Drains members and takes them offline; the answer says that the operation began. `followOperation` tells the rest. */
  takeOffline(key: ObjectKey, members: MembersToMove): Promise<StartedOperation>;
  /** Brings members back that are offline. */
  bringOnline(key: ObjectKey, members: Omit<MembersToMove, 'force'>): Promise<StartedOperation>;
  /** Asks the operation under way to take back what it did. */
  cancelOperation(key: ObjectKey): Promise<void>;
  /** Sightings of the operation, each different from the one before; the last has its result. */
  followOperation(
    key: ObjectKey,
    options?: FollowOperationOptions,
  ): AsyncGenerator<OperationSighting, void, undefined>;
  /** Starts the workflow as from the Temporal UI; with a spec it writes the wish to Kubernetes itself. */
  start(input: ClusterInput): Promise<{ readonly workflowId: string; readonly runId: string }>;
}

/** Gives a connection when it is first needed, or says which setting is missing. */
export interface Connections {
  kubernetes(): KubernetesClient;
  temporal(): TemporalConnection;
  /** Undefined where the caller works without Temporal. */
  temporalIfAny(): TemporalConnection | undefined;
}

/** Checks the wish that a start carries as `apply` would, since no API server stands in between. */
function checkedInput(input: ClusterInput): ClusterInput {
  if (input.spec === undefined) return input;
  const { namespace, name, spec } = input;
  const apiVersion = 'statewright.io/v1alpha1';
  const manifest = checkForm({ apiVersion, kind: 'DistributedCluster', metadata: { namespace, name }, spec });
  return { namespace, name, spec: manifest.spec };
}

export function createClusters(connections: Connections): Clusters {
  return {
    apply: async (manifest, options) => applyCluster(connections.kubernetes(), manifest, options),
    check: async (manifest, options = {}) =>
      checkAgainstLive(connections.kubernetes(), manifest, options.namespace ?? 'default'),
    async get(key) {
      const cluster = await connections.kubernetes().get(distributedClusters, key);
      if (cluster === undefined) throw new StatewrightError('ClusterNotFound', { ...key });
      return cluster;
    },
    async list(namespace) {
      const options = namespace === undefined ? {} : { namespace };
      return (await connections.kubernetes().list(distributedClusters, options)).items;
    },
    delete: async (key, options) => deleteCluster(connections.kubernetes(), key, options),
    progress: async (key) => queryProgress(connections.temporal(), key),
    watch: (key, options) =>
      watchCluster(connections.kubernetes(), connections.temporalIfAny(), key, options),
    describe: async (key) => describeCluster(connections.kubernetes(), connections.temporalIfAny(), key),
    scale: async (key, request) => scaleCluster(connections.temporal(), key, request),
    upgrade: async (key, request) => upgradeCluster(connections.temporal(), key, request),
    configure: async (key, request) => configureCluster(connections.temporal(), key, request),
    takeOffline: async (key, members) =>
      startOperation(connections.kubernetes(), connections.temporal(), key, 'TakeOffline', members),
    bringOnline: async (key, members) =>
      startOperation(connections.kubernetes(), connections.temporal(), key, 'BringOnline', members),
    cancelOperation: async (key) => cancelOperation(connections.temporal(), key),
    followOperation: (key, options) => followOperation(connections.temporal(), key, options),
    start: async (input) => startCluster(connections.temporal(), checkedInput(input)),
  };
}
