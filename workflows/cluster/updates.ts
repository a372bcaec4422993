import {
  ApplicationFailure,
  condition,
  setHandler,
  defineQuery,
  defineSignal,
  defineUpdate,
} from '@temporalio/workflow';
import type { ObservedCluster } from '../../activities/cluster/contract.js';
import { formatProblem, type FieldProblem } from '../../api/errors/index.js';
import { applySpecChange, type SpecChange } from '../../api/spec-change.js';
import {
  clusterChangedSignal,
  clusterProgressQuery,
  configureUpdate,
  scaleUpdate,
  upgradeUpdate,
  type ChangeAccepted,
  type ClusterProgress,
  type ConfigureRequest,
  type ScaleRequest,
  type UpgradeRequest,
} from './contract.js';
import { writes, type ClusterProcess } from './process.js';

const changed = defineSignal(clusterChangedSignal);
const progress = defineQuery<ClusterProgress>(clusterProgressQuery);
const scale = defineUpdate<ChangeAccepted, [ScaleRequest]>(scaleUpdate);
const upgrade = defineUpdate<ChangeAccepted, [UpgradeRequest]>(upgradeUpdate);
const configure = defineUpdate<ChangeAccepted, [ConfigureRequest]>(configureUpdate);

function refusal(problems: readonly FieldProblem[]): ApplicationFailure {
  const [first] = problems;
  return ApplicationFailure.create({
    type: 'Invalid',
    nonRetryable: true,
    message: problems.map(formatProblem).join(' '),
    details: [{ code: first?.code, sentence: first?.sentence, remedy: first?.remedy, problems }],
  });
}

/** Throws if the last look shows that the change cannot be accepted. Before the first look nothing is refused. */
function validate(cluster: ObservedCluster | undefined, change: SpecChange): void {
  if (cluster === undefined) return;
  if (cluster.deletionRequested) {
    throw ApplicationFailure.nonRetryable('The cluster is being deleted.', 'Conflict');
  }
  const after = applySpecChange(cluster.spec, change, cluster.rules, cluster.machines);
  if (!after.ok) throw refusal(after.problems);
}

/** Connects what comes from outside: news, questions, and changes that want an answer. */
export function listen(process: ClusterProcess): void {
  setHandler(changed, () => process.notice());
  setHandler(progress, () => process.progress.snapshot(), {
    description: 'Phase, steps and what blocks them',
  });

  const accept = async (change: SpecChange): Promise<ChangeAccepted> => {
    // An Update may be what started this workflow: then there has been no look yet.
    await condition(() => process.looked());
    const { cluster } = process;
    if (cluster === undefined)
      throw ApplicationFailure.nonRetryable('The cluster does not exist.', 'NotFound');
    validate(cluster, change);
    const accepted = await writes.changeSpec(process.ref(cluster), change);
    process.notice();
    return accepted;
  };
  const toScale = (request: ScaleRequest): SpecChange => ({ kind: 'scale', ...request });
  const toUpgrade = (request: UpgradeRequest): SpecChange => ({ kind: 'upgrade', ...request });
  const toConfigure = (request: ConfigureRequest): SpecChange => ({ kind: 'configure', ...request });
  setHandler(scale, (request) => accept(toScale(request)), {
    validator: (request: ScaleRequest) => validate(process.cluster, toScale(request)),
    description: 'Change the number of members of a node type: {"nodeType": "data", "replicas": 3}',
  });
  setHandler(upgrade, (request) => accept(toUpgrade(request)), {
    validator: (request: UpgradeRequest) => validate(process.cluster, toUpgrade(request)),
    description: 'Move to another version of the catalog: {"version": "2.19.1"}',
  });
  setHandler(configure, (request) => accept(toConfigure(request)), {
    validator: (request: ConfigureRequest) => validate(process.cluster, toConfigure(request)),
    description: 'Replace the settings of a node type: {"nodeType": "data", "config": {"key": "value"}}',
  });
}
