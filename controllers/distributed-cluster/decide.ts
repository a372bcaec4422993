import type { ComponentHealth } from '../../api/component.js';
import type { DistributedCluster, DistributedClusterStatus } from '../../api/distributed-cluster.js';
import { clusterFinalizer, nodeTypeSetName } from '../../api/names.js';
import { countOnline } from '../../api/online-members.js';
import { explainPod, isPodReady } from '../../api/pod-reason.js';
import type { CachedPod, CachedSet } from './cache.js';

/** Everything the controller knows of one cluster at this moment. */
export interface Observation {
  readonly cluster: DistributedCluster;
  /** Sets made for this cluster, by name. */
  readonly sets: ReadonlyMap<string, Pick<CachedSet, 'going' | 'status'>>;
  /** Members of this cluster. */
  readonly pods: readonly Pick<CachedPod, 'metadata' | 'status'>[];
  /** The last answer of the system itself; undefined before the first. */
  readonly health: ComponentHealth | undefined;
}

type NodeTypeStatus = NonNullable<DistributedClusterStatus['nodeTypes']>[number];

/** One fact about the cluster, before it becomes a condition with its times. */
export interface Finding {
  readonly type: 'Available' | 'Progressing' | 'Stuck';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** What the controller has to say and to do about a cluster. */
export interface Decision {
  readonly nodeTypes: readonly NodeTypeStatus[];
  readonly findings: readonly Finding[];
  /** Why the cluster workflow must look at the cluster; undefined if nothing calls for it. */
  readonly notify: string | undefined;
}

/** As many stuck pods as a person reads in one condition. */
const stuckShown = 3;

/**
 * The workflow is called when the first of these holds:
 *
 * | state                                                     | notify             |
 * | --------------------------------------------------------- | ------------------ |
 * | deletion asked for, our finalizer on it                   | deletion requested |
 * | deletion asked for, our finalizer off                     | (nothing left)     |
 * | the spec's generation is not in place                     | spec changed       |
 * | a node type of the spec has no set, or its set is going   | set missing        |
 * | otherwise                                                 | (at rest)          |
 */
export function notifyReason({ cluster, sets }: Pick<Observation, 'cluster' | 'sets'>): string | undefined {
  const { metadata, spec, status } = cluster;
  if (metadata.deletionTimestamp !== undefined) {
    return metadata.finalizers?.includes(clusterFinalizer) ? 'deletion requested' : undefined;
  }
  if (status?.observedGeneration !== metadata.generation) return 'spec changed';
  const missing = spec.nodeTypes.find((nodeType) => {
    const set = sets.get(nodeTypeSetName(metadata.name, nodeType.name));
    return set === undefined || set.going;
  });
  return missing === undefined ? undefined : `set of ${missing.name} missing`;
}

/** Pure: the same observation gives the same decision. */
export function decide(observation: Observation): Decision {
  const nodeTypes = countMembers(observation);
  return {
    nodeTypes,
    findings: [
      available(nodeTypes, observation.health),
      progressing(observation, nodeTypes),
      stuck(observation.pods),
    ],
    notify: notifyReason(observation),
  };
}

function countMembers({ cluster, sets }: Observation): readonly NodeTypeStatus[] {
  return cluster.spec.nodeTypes.map((nodeType) => {
    const { name } = nodeType;
    const status = sets.get(nodeTypeSetName(cluster.metadata.name, name))?.status;
    const rolledOut = status?.currentRevision === status?.updateRevision;
    return {
      name,
      wanted: countOnline(nodeType),
      ready: status?.readyReplicas ?? 0,
      updated: (rolledOut ? status?.replicas : status?.updatedReplicas) ?? 0,
    };
  });
}

function available(nodeTypes: readonly NodeTypeStatus[], health: ComponentHealth | undefined): Finding {
  const short = nodeTypes.filter((nodeType) => nodeType.ready < nodeType.wanted);
  if (health?.state === 'Unhealthy') {
    return { type: 'Available', status: 'False', reason: 'Unhealthy', message: health.summary };
  }
  if (short.length > 0) {
    const message = short.map(({ name, ready, wanted }) => `${name}: ${ready} of ${wanted} ready`).join('; ');
    return { type: 'Available', status: 'False', reason: 'MembersNotReady', message };
  }
  if (health === undefined || health.state === 'Unknown') {
    const message = health?.summary ?? 'The system has not been asked yet.';
    return { type: 'Available', status: 'Unknown', reason: 'HealthUnknown', message };
  }
  return { type: 'Available', status: 'True', reason: health.state, message: health.summary };
}

function progressing({ cluster }: Observation, nodeTypes: readonly NodeTypeStatus[]): Finding {
  const { metadata, status } = cluster;
  if (metadata.deletionTimestamp !== undefined) {
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'Deleting',
      message: 'The cluster is being deleted.',
    };
  }
  if (status?.observedGeneration === metadata.generation) {
    return {
      type: 'Progressing',
      status: 'False',
      reason: 'InPlace',
      message: 'Everything asked for is in place.',
    };
  }
  const ready = nodeTypes.reduce((sum, nodeType) => sum + nodeType.ready, 0);
  const wanted = nodeTypes.reduce((sum, nodeType) => sum + nodeType.wanted, 0);
  return {
    type: 'Progressing',
    status: 'True',
    reason: status?.phase ?? 'Pending',
    message: `${ready} of ${wanted} members ready.`,
  };
}

function stuck(pods: readonly Pick<CachedPod, 'metadata' | 'status'>[]): Finding {
  const reasons = pods
    .filter((pod) => !isPodReady(pod))
    .toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }))
    .flatMap((pod) => {
      const why = explainPod(pod);
      return why?.stuck ? [{ pod: pod.metadata.name, ...why }] : [];
    });
  const [first] = reasons;
  if (first === undefined) {
    return { type: 'Stuck', status: 'False', reason: 'NoPodStuck', message: 'No member is held up.' };
  }
  const shown = reasons.slice(0, stuckShown).map((why) => `${why.pod}: ${why.reason}: ${why.message}`);
  const more = reasons.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return { type: 'Stuck', status: 'True', reason: first.reason, message: shown.join('; ') };
}
