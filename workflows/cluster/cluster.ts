import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { formatProblem } from '../../api/errors/index.js';
import type { ObservedCluster } from '../../activities/cluster/contract.js';
import type { KnownFailure } from '../failure.js';
import type { ClusterInput, ClusterOutcome } from './contract.js';
import { deprovision } from './deprovision.js';
import { intentFor } from './plan.js';
import { bringToSpec } from './provision.js';
import { ClusterProcess, writes } from './process.js';
import { listen } from './updates.js';

/** After a failure that only the outside can mend, the cluster is looked at again after this time without any news. */
const lookAgainAfter = '60 s';
/** After somebody else's write got in between, trying again soon is right. */
const repeatAfter = '2 s';

/**
 * Serves one cluster from its first wish to its end: looks, does what the spec asks for, and rests until there is news.
 * The spec is in Kubernetes; this workflow keeps nothing of it, so that it can be ended and started again at any time.
 */
export async function cluster(input: ClusterInput): Promise<ClusterOutcome> {
  const process = new ClusterProcess(input);
  listen(process);
  if (input.spec) {
    await writes.declareCluster({ namespace: input.namespace, name: input.name, spec: input.spec });
  }

  let served = input.carried !== undefined;
  let released: string | undefined;
  for (;;) {
    const seen = await process.look();
    if (!seen.found) {
      await condition(allHandlersFinished);
      if (process.hasNews()) continue;
      return served
        ? { outcome: 'Deleted', message: 'The cluster and everything made for it are gone.' }
        : { outcome: 'NeverExisted', message: 'Kubernetes has no such cluster.' };
    }
    served = true;
    if (seen.cluster.uid === released) {
      // Ours is done; somebody else's finalizer still holds the cluster.
      await condition(() => process.hasNews(), lookAgainAfter);
      continue;
    }

    const result = await serve(process, seen.cluster);
    if (result === 'released') released = seen.cluster.uid;
    if (result === 'superseded' || result === 'released') continue;
    if (result === 'rest') {
      await condition(() => process.hasNews() || workflowInfo().continueAsNewSuggested);
    } else if (result !== 'unfinished') {
      process.progress.block(result);
      await process.report(seen.cluster, seen.cluster);
      const wait = result.kind === 'Conflict' && result.code !== 'NotOurs' ? repeatAfter : lookAgainAfter;
      await condition(() => process.hasNews(), wait);
    }

    // A rollout is unfinished when the history is long: the run that continues this one goes on with what is left.
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof cluster>({
        namespace: input.namespace,
        name: input.name,
        carried: { steps: process.progress.snapshot().steps },
      });
    }
  }
}

async function serve(
  process: ClusterProcess,
  seen: ObservedCluster,
): Promise<'rest' | 'unfinished' | 'released' | 'superseded' | KnownFailure> {
  const intent = intentFor(seen);
  switch (intent) {
    case 'nothing':
      process.progress.rest('Ready', seen.generation, 'Everything asked for is in place.');
      process.label(seen, 'Ready');
      return 'rest';
    case 'refuse':
      return refused(seen);
    case 'provision':
    case 'update': {
      const result = await process.workOn(seen, () => bringToSpec(process, seen, intent));
      return result === 'done' ? 'rest' : result;
    }
    case 'deprovision': {
      return process.workOn(seen, () => deprovision(process, seen));
    }
  }
}

/** A spec that got past the front door and still cannot be worked on, for example with a version no longer offered. */
function refused(seen: ObservedCluster): KnownFailure {
  const [first] = seen.problems;
  return {
    kind: 'Invalid',
    code: first?.code ?? 'MalformedField',
    sentence: seen.problems.map(formatProblem).join(' '),
    remedy: 'Correct the spec with `statewright apply`.',
    problems: seen.problems,
  };
}
