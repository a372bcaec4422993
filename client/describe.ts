import type { DistributedCluster } from '../api/distributed-cluster.js';
import { StatewrightError } from '../api/errors/index.js';
import { clusterWorkflowId, label, type ObjectKey } from '../api/names.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';
import {
  advancedStatefulSets,
  events,
  persistentVolumeClaims,
  pods,
  services,
} from '../kubernetes/resources/index.js';
import type { ClusterProgress } from '../workflows/cluster/contract.js';
import { describeEvent, inOrder, type EventDescription } from './description/event.js';
import { describePod, sortPods, type PodDescription } from './description/pod.js';
import { describeService, type ServiceDescription } from './description/service.js';
import { describeVolume, type VolumeDescription } from './description/volume.js';
import {
  askProgress,
  listWarnings,
  ofCluster,
  Questions,
  questionTimeoutMs,
  type Unanswered,
} from './observe.js';
import type { TemporalConnection } from './temporal.js';

/** Everything about one cluster, read live from Kubernetes and asked of its workflow. */
export interface ClusterDescription {
  readonly key: ObjectKey;
  readonly workflowId: string;
  /** Undefined if Kubernetes gave no answer. */
  readonly cluster?: DistributedCluster;
  /** Undefined if the workflow gave no answer; `unanswered` says why. */
  readonly progress?: ClusterProgress;
  readonly pods: readonly PodDescription[];
  readonly volumes: readonly VolumeDescription[];
  readonly services: readonly ServiceDescription[];
  /** Warnings about the cluster, its sets and its volumes, oldest first; those about pods are with the pods. */
  readonly warnings: readonly EventDescription[];
  readonly unanswered: readonly Unanswered[];
}

/** Pods and claims whose events are read one by one; beyond that many, a person looks at the first ones anyway. */
const eventsReadFor = 20;

type InKubernetes = Pick<ClusterDescription, 'pods' | 'volumes' | 'services' | 'warnings'>;
const nothing: InKubernetes = { pods: [], volumes: [], services: [], warnings: [] };

async function eventsOf(
  kubernetes: KubernetesClient,
  namespace: string,
  uids: readonly string[],
): Promise<ReadonlyMap<string, readonly EventDescription[]>> {
  const read = uids.slice(0, eventsReadFor).map(async (uid) => {
    const { items } = await kubernetes.list(events, {
      namespace,
      fieldSelector: `regarding.uid=${uid}`,
      timeoutMs: questionTimeoutMs,
    });
    return [uid, items.map(describeEvent)] as const;
  });
  return new Map(await Promise.all(read));
}

async function readParts(
  kubernetes: KubernetesClient,
  questions: Questions,
  cluster: DistributedCluster,
): Promise<InKubernetes> {
  const mine = ofCluster(cluster);
  const { namespace } = mine;
  // Claims that an earlier cluster of this name left are taken over by this one, so they are found by name.
  const claimsOf = { ...mine, labelSelector: `${label.cluster}=${cluster.metadata.name}` };
  const none = { items: [] };
  const [podList, claimList, serviceList, setList, warnings] = await Promise.all([
    questions.ask('the pods', kubernetes.list(pods, mine), none),
    questions.ask('the volumes', kubernetes.list(persistentVolumeClaims, claimsOf), none),
    questions.ask('the services', kubernetes.list(services, mine), none),
    questions.ask('the sets', kubernetes.list(advancedStatefulSets, mine), none),
    questions.ask('the warnings', listWarnings(kubernetes, namespace), undefined),
  ]);

  const waitingPods = podList.items.filter((pod) => describePod(pod).reason !== undefined);
  const waitingClaims = claimList.items.filter((claim) => claim.status?.phase !== 'Bound');
  const waiting = [...waitingPods, ...waitingClaims].map((object) => object.metadata.uid);
  const told = await questions.ask('the events', eventsOf(kubernetes, namespace, waiting), undefined);

  const about = [cluster, ...setList.items, ...claimList.items].map((object) => object.metadata.uid);
  return {
    pods: sortPods(podList.items.map((pod) => describePod(pod, told?.get(pod.metadata.uid)))),
    volumes: claimList.items.map((claim) => describeVolume(claim, told?.get(claim.metadata.uid))),
    services: serviceList.items.map(describeService),
    warnings: inOrder(about.flatMap((uid) => warnings?.get(uid) ?? [])),
  };
}

/**
 * Asks everybody who knows something about the cluster, side by side. Temporal, the orchestrator or parts of the
 * Kubernetes API may be down: the rest is told, and `unanswered` says what is missing and why.
 * Throws StatewrightError `ClusterNotFound`, and what Kubernetes failed with if the workflow gave no answer either.
 */
export async function describeCluster(
  kubernetes: KubernetesClient,
  temporal: TemporalConnection | undefined,
  key: ObjectKey,
): Promise<ClusterDescription> {
  const questions = new Questions();
  const asking = askProgress(questions, temporal, key);
  let failure: StatewrightError | undefined;
  const inKubernetes = async (): Promise<InKubernetes & Pick<ClusterDescription, 'cluster'>> => {
    const asked = kubernetes.get(distributedClusters, key, { timeoutMs: questionTimeoutMs });
    const cluster = await asked.catch((error: unknown) => {
      if (!(error instanceof StatewrightError)) throw error;
      failure = error;
      return undefined;
    });
    if (cluster) return { cluster, ...(await readParts(kubernetes, questions, cluster)) };
    if (failure === undefined) throw new StatewrightError('ClusterNotFound', { ...key });
    const { sentence, remedy } = failure;
    questions.unanswered.push({ question: 'everything in Kubernetes', sentence, remedy });
    return nothing;
  };
  const [seen, progress] = await Promise.all([inKubernetes(), asking]);
  if (failure && !progress) throw failure;
  return {
    key,
    workflowId: clusterWorkflowId(key),
    ...seen,
    ...(progress && { progress }),
    unanswered: questions.unanswered,
  };
}
