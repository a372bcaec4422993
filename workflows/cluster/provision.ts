import type { ObservedCluster } from '../../activities/cluster/contract.js';
import { memberWaits } from '../offline/let-go.js';
import { leave, strike } from './leave.js';
import { planSteps, type PlannedStep } from './plan.js';
import { waits, writes, type ClusterProcess } from './process.js';
import { mend, rollOut, settleWithinMs } from './rollout.js';
import { keepWaiting } from './wait.js';

/** Brings the cluster to its spec, step by step; every step may be repeated by a later run without harm. */
export async function bringToSpec(
  process: ClusterProcess,
  cluster: ObservedCluster,
  intent: 'provision' | 'update',
): Promise<'done' | 'unfinished'> {
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
    if (step.kind === 'restarts') {
      const { finished, detail } = await rollOut(process, cluster, step.name, step.nodeType);
      if (!finished) return 'unfinished';
      progress.step(step.name, 'Done', detail);
      continue;
    }
    const detail = await take(process, cluster, step);
    if (step.kind === 'seal') formed = true;
    progress.step(step.name, 'Done', detail);
  }
  progress.rest('Ready', cluster.generation, `Everything asked for is in place.`);
  await process.report(cluster, { observedGeneration: cluster.generation, formed });
  return 'done';
}

/** One step; returns what to show of its outcome. */
async function take(
  process: ClusterProcess,
  cluster: ObservedCluster,
  step: Exclude<PlannedStep, { readonly kind: 'restarts' }>,
): Promise<string> {
  const ref = process.ref(cluster);
  switch (step.kind) {
    case 'hold':
      await writes.holdCluster(ref);
      return '';
    case 'shared':
      await writes.applyShared(ref);
      return '';
    case 'sets':
      await (step.restarts === undefined
        ? writes.applySets(ref, step.nodeTypes)
        : writes.applySets(ref, step.nodeTypes, step.restarts));
      return '';
    case 'mend':
      await writes.applySets(ref, [step.nodeType], 'Guarded');
      return mend(process, cluster, step.name, step.nodeType);
    case 'leave':
      return leave(process, cluster, step.name, step.leaving);
    case 'strike':
      return strike(process, cluster, step.name, step.leaving);
    case 'settle': {
      const { members } = step;
      const untilMs = Date.now() + settleWithinMs;
      return keepWaiting(process.progress, step.name, (shown) =>
        memberWaits.settleMembers({ ref, members, untilMs, ...shown }),
      );
    }
    case 'stay': {
      const bound = step.withinMs === undefined ? {} : { untilMs: Date.now() + step.withinMs };
      return keepWaiting(process.progress, step.name, (shown) =>
        memberWaits.undrainStaying({ ref, ...bound, ...shown }),
      );
    }
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
