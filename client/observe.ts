import type { DistributedCluster } from '../api/distributed-cluster.js';
import { StatewrightError } from '../api/errors/index.js';
import { label, type ObjectKey } from '../api/names.js';
import type { KubernetesClient, ListOptions } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';
import { events, pods } from '../kubernetes/resources/index.js';
import type { ClusterProgress } from '../workflows/cluster/contract.js';
import { describeEvent, type EventDescription } from './description/event.js';
import { describePod, sortPods, type PodDescription } from './description/pod.js';
import { queryProgress } from './progress.js';
import type { TemporalConnection } from './temporal.js';

/** A question that somebody did not answer; the rest of the picture stands without it. */
export interface Unanswered {
  /** What is therefore not shown, for example `the steps`. */
  readonly question: string;
  readonly sentence: string;
  readonly remedy: string;
}

/** Runs questions whose failure must not hide the answers of others, and keeps what failed. */
export class Questions {
  readonly unanswered: Unanswered[] = [];

  /** `answer`, or `fallback` if it failed with an error of the catalogue; other errors are defects and thrown. */
  async ask<T, F>(question: string, answer: Promise<T>, fallback: F): Promise<T | F> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof StatewrightError)) throw error;
      this.unanswered.push({ question, sentence: error.sentence, remedy: error.remedy });
      return fallback;
    }
  }
}

/** Long enough for a slow answer, short enough for a person who waits for the rest. */
export const questionTimeoutMs = 4_000;

/** Asked about the members of a cluster; without an answer, those of the look before are shown. */
export const podsQuestion = 'the pods';

/** Asks the workflow what it does; undefined without Temporal settings. */
export function askProgress(
  questions: Questions,
  temporal: TemporalConnection | undefined,
  key: ObjectKey,
): Promise<ClusterProgress | undefined> {
  if (temporal === undefined) return Promise.resolve(undefined);
  return questions.ask('the steps', queryProgress(temporal, key, questionTimeoutMs), undefined);
}

/** Lists what was made for one cluster. */
export function ofCluster(cluster: DistributedCluster): ListOptions & { readonly namespace: string } {
  return {
    namespace: cluster.metadata.namespace ?? 'default',
    labelSelector: `${label.clusterUid}=${cluster.metadata.uid}`,
    timeoutMs: questionTimeoutMs,
  };
}

/** Warnings about things of one namespace, by the UID of what they are about. */
export async function listWarnings(
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<ReadonlyMap<string, readonly EventDescription[]>> {
  const { items } = await kubernetes.list(events, {
    namespace,
    fieldSelector: 'type=Warning',
    timeoutMs: questionTimeoutMs,
  });
  const byUid = new Map<string, EventDescription[]>();
  for (const event of items) {
    const uid = event.regarding?.uid;
    if (uid === undefined) continue;
    byUid.set(uid, [...(byUid.get(uid) ?? []), describeEvent(event)]);
  }
  return byUid;
}

/** What one look at a cluster shows. */
export interface ClusterSighting {
  readonly key: ObjectKey;
  /** `absent` only if Kubernetes said so; `unknown` while it gives no answer: then `cluster` and `pods` are the last known. */
  readonly presence: 'present' | 'absent' | 'unknown';
  readonly cluster?: DistributedCluster;
  readonly pods: readonly PodDescription[];
  /** Undefined while the workflow gives no answer. */
  readonly progress?: ClusterProgress;
  readonly unanswered: readonly Unanswered[];
}

async function lookAtPods(
  kubernetes: KubernetesClient,
  questions: Questions,
  cluster: DistributedCluster,
): Promise<readonly PodDescription[] | undefined> {
  const list = await questions.ask(podsQuestion, kubernetes.list(pods, ofCluster(cluster)), undefined);
  if (list === undefined) return undefined;
  const bare = list.items.map((pod) => describePod(pod));
  // Only a start that has no reason of its own yet can gain one from warnings.
  if (bare.every((pod) => pod.reason === undefined || pod.reason.stuck)) return sortPods(bare);
  const asked = listWarnings(kubernetes, cluster.metadata.namespace ?? 'default');
  const warnings = await questions.ask('the warnings', asked, undefined);
  return sortPods(list.items.map((pod) => describePod(pod, warnings?.get(pod.metadata.uid))));
}

/**
 * Looks once, at Kubernetes and at the workflow side by side. What does not answer is named in `unanswered`.
 * `uid` pins the cluster: a later one of the same name counts as absent.
 */
export async function lookAtCluster(
  kubernetes: KubernetesClient,
  temporal: TemporalConnection | undefined,
  key: ObjectKey,
  options: { readonly uid?: string | undefined; readonly before?: ClusterSighting | undefined } = {},
): Promise<ClusterSighting> {
  const questions = new Questions();
  const lookAtKubernetes = async (): Promise<Pick<ClusterSighting, 'presence' | 'cluster' | 'pods'>> => {
    const asked = kubernetes.get(distributedClusters, key, { timeoutMs: questionTimeoutMs });
    const cluster = await questions.ask('the cluster', asked, 'unknown' as const);
    const { cluster: last, pods: lastPods = [] } = options.before ?? {};
    if (cluster === 'unknown') return { presence: 'unknown', ...(last && { cluster: last }), pods: lastPods };
    if (cluster === undefined || (options.uid !== undefined && cluster.metadata.uid !== options.uid)) {
      return { presence: 'absent', pods: [] };
    }
    const seen = await lookAtPods(kubernetes, questions, cluster);
    return { presence: 'present', cluster, pods: seen ?? lastPods };
  };
  const [seen, progress] = await Promise.all([lookAtKubernetes(), askProgress(questions, temporal, key)]);
  return { key, ...seen, ...(progress && { progress }), unanswered: questions.unanswered };
}
