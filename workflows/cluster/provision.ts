import type { ObservedCluster } from '../../activities/cluster/contract.js';
import { memberWaits } from '../offline/let-go.js';
import { leave } from './leave.js';
import { planSteps, type PlannedStep } from './plan.js';
import { waits, writes, type ClusterProcess } from './process.js';
import { keepWaiting } from './wait.js';

/** Brings the cluster to its spec, step by step; every step may be repeated by a later run without harm. */
export async function bringToSpec(
  process: ClusterProcess,
  cluster: ObservedCluster,
  intent: 'provision' | 'update',
): Promise<void> {
  const steps = planSteps(cluster, intent);
  const { progress } = process;
  const phase = intent === 'provision' ? 'Provisioning' : 'Updating';
  progress.begin(
    phase,
    cluster.generation,
    steps.map((step) => step.name),
  );
  await process.report(cluster, { observedGeneration: cluster.observedGeneration, formed: cluster.formed });

  let formed = cluster.formed;
  for (const step of steps) {
    progress.step(step.name, 'Running');
    const detail = await take(process, cluster, step);
    if (step.kind === 'seal') formed = true;
    progress.step(step.name, 'Done', detail);
  }
  progress.rest('Ready', cluster.generation, `Everything asked for is in place.`);
  await process.report(cluster, { observedGeneration: cluster.generation, formed });
}

/** One step; returns what to show of its outcome. */
async function take(process: ClusterProcess, cluster: ObservedCluster, step: PlannedStep): Promise<string> {
  const ref = process.ref(cluster);
  switch (step.kind) {
    case 'hold':
      await writes.holdCluster(ref);
      return '';
    case 'shared':
      await writes.applyShared(ref);
      return '';
    case 'sets':
      await writes.applySets(ref, step.nodeTypes);
      return '';
    case 'leave':
      return leave(process, cluster, step.name, step.leaving);
    case 'stay':
      return keepWaiting(process.progress, step.name, (shown) =>
        memberWaits.undrainStaying({ ref, ...shown }),
      );
    case 'prune': {
      const removed = await writes.pruneNodeTypes(ref);
      return removed.length === 0 ? 'none' : removed.join(', ');
    }
    case 'await':
      return keepWaiting(process.progress, step.name, (shown) =>
        waits.awaitNodeType({ ref, nodeType: step.nodeType, ...shown }),
      );
    case 'health':
      return keepWaiting(process.progress, step.name, (shown) => waits.awaitHealth({ ref, ...shown }));
    case 'seal':
      // From now on members join what exists: the settings that allow to form a cluster from nothing go away.
      await writes.sealFormation(ref);
      return '';
  }
}
