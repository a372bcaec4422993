import {
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type {
  ClusterActivities,
  ClusterRef,
  LookUp,
  ObservedCluster,
} from '../../activities/cluster/contract.js';
import { searchAttribute } from '../../api/search-attributes.js';
import { brief, waiting, writing } from '../activity-options.js';
import { knownFailure, type KnownFailure } from '../failure.js';
import type { ClusterInput, ClusterPhase } from './contract.js';
import { Progress } from './progress.js';

export const local = proxyLocalActivities<ClusterActivities>(brief);
export const writes = proxyActivities<ClusterActivities>(writing);
export const waits = proxyActivities<ClusterActivities>(waiting);

/** What the parts of the cluster workflow share: the last look, the progress shown, and news from outside. */
export class ClusterProcess {
  readonly progress: Progress;
  /** The last look; undefined before the first, or when the cluster does not exist. */
  cluster: ObservedCluster | undefined;
  private news = false;
  private hasLooked = false;
  private operation: ClusterPhase | undefined;

  constructor(private readonly input: ClusterInput) {
    this.progress = new Progress(() => Date.now(), setCurrentDetails);
    if (input.carried) this.progress.resume(input.carried.steps);
  }

  /** Somebody says that something about this cluster may have changed. */
  notice(): void {
    this.news = true;
  }

  /** Whether `cluster` is the result of a look. */
  looked(): boolean {
    return this.hasLooked;
  }

  hasNews(): boolean {
    return this.news;
  }

  ref(cluster: ObservedCluster): ClusterRef {
    return { namespace: this.input.namespace, name: this.input.name, uid: cluster.uid };
  }

  /** Reads the cluster live. News that came before this look are answered by it. */
  async look(): Promise<LookUp> {
    this.news = false;
    const seen = await local.lookUpCluster({ namespace: this.input.namespace, name: this.input.name });
    this.cluster = seen.found ? seen.cluster : undefined;
    this.hasLooked = true;
    return seen;
  }

  /**
   * Runs `work` on what `cluster` asks for and answers its result, and stops it when a later look shows that something else is wanted.
   * Any failure that the process knows how to show is returned rather than thrown.
   */
  async workOn<T>(
    cluster: ObservedCluster,
    work: () => Promise<T>,
  ): Promise<T | 'superseded' | KnownFailure> {
    const working = new CancellationScope();
    const listening = new CancellationScope();
    let superseded = false as boolean;
    let lookFailed: unknown;
    const listener = listening
      .run(async () => {
        while (!superseded) {
          await condition(() => this.news);
          superseded = wantsSomethingElse(await this.look(), cluster);
        }
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) lookFailed = error;
      })
      .finally(() => working.cancel());
    try {
      return await working.run(work);
    } catch (error) {
      if (isCancellation(error)) {
        if (superseded) return 'superseded';
        throw lookFailed ?? error;
      }
      const failure = knownFailure(error);
      if (failure === undefined) throw error;
      return failure;
    } finally {
      listening.cancel();
      await listener;
    }
  }

  /** Shows which operation is in progress to those who list workflows; one history event for each change. */
  label(cluster: ObservedCluster, operation: ClusterPhase): void {
    if (this.operation === operation) return;
    this.operation = operation;
    upsertSearchAttributes([
      { key: searchAttribute.tenant, value: cluster.spec.tenant },
      { key: searchAttribute.component, value: cluster.spec.component },
      { key: searchAttribute.cluster, value: `${this.input.namespace}/${this.input.name}` },
      { key: searchAttribute.operation, value: operation },
    ]);
  }

  /** Writes phase and message into the status of the cluster, for those who look with kubectl. */
  async report(
    cluster: ObservedCluster,
    inPlace: { observedGeneration: number; formed: boolean },
  ): Promise<void> {
    const { phase, message } = this.progress;
    this.label(cluster, phase);
    await local.reportStatus(this.ref(cluster), { phase, message, ...inPlace });
  }
}

/** Another cluster, another spec, or the wish to delete it. */
function wantsSomethingElse(seen: LookUp, worked: ObservedCluster): boolean {
  if (!seen.found) return true;
  const { uid, generation, deletionRequested } = seen.cluster;
  return (
    uid !== worked.uid || generation !== worked.generation || deletionRequested !== worked.deletionRequested
  );
}
