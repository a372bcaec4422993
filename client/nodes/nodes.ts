import { StatewrightError } from '../../api/errors/index.js';
import { describeMachineType, sweepScheduleId, sweepVethsType } from '../../api/machine-names.js';
import { nodes, type KubernetesClient, type Node } from '../../kubernetes/index.js';
import type { DescribeMachineInput, MachineDescription } from '../../workflows/describe-machine/contract.js';
import type { SweepVethsInput, SweepVethsResult } from '../../workflows/sweep-veths/contract.js';
import { Questions, type Unanswered } from '../observe.js';
import type { TemporalConnection } from '../temporal.js';
import { lastSweepOf, lastSweeps, type LastSweep } from './last-sweeps.js';
import { machineDescriptionSchema, sweepResultSchema } from './schemas.js';

/** A machine as Kubernetes sees it, with its last sweep. */
export interface MachineSummary {
  readonly name: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
  /** ISO 8601. */
  readonly createdAt: string | undefined;
  readonly address: string;
  readonly lastSweep?: LastSweep;
}

export interface MachineList {
  readonly machines: readonly MachineSummary[];
  readonly unanswered: readonly Unanswered[];
}

/** Everything about one machine's network; what could not be asked is named. */
export interface FullMachineDescription {
  readonly machine: MachineSummary;
  /** In the words of its agent; absent when it gave no answer. */
  readonly network?: MachineDescription;
  readonly unanswered: readonly Unanswered[];
}

export interface SweepOptions {
  /** Report only. */
  readonly dryRun?: boolean;
  /** Seconds between the two looks; 60 if left out. */
  readonly graceSeconds?: number;
}

/** What can be done with machines. Every failure is a StatewrightError. */
export interface Nodes {
  list(): Promise<MachineList>;
  /** Throws `MachineNotFound` only if Kubernetes said so. */
  describe(name: string): Promise<FullMachineDescription>;
  /** Removes what pods left behind, and returns when that is done: the grace period, and some seconds. */
  sweep(name: string, options?: SweepOptions): Promise<SweepVethsResult>;
}

interface Connections {
  kubernetes(): KubernetesClient;
  temporal(): TemporalConnection;
  temporalIfAny(): TemporalConnection | undefined;
}

const defaultGraceSeconds = 60;
/** Beside the grace period: two looks, the removal, and an agent that is waited for. */
const sweepMs = 180_000;
const describeMs = 20_000;

export function createNodes(connections: Connections): Nodes {
  const existing = async (name: string): Promise<Node> => {
    const node = await connections.kubernetes().get(nodes, { name });
    if (node === undefined) throw new StatewrightError('MachineNotFound', { machine: name });
    return node;
  };
  return {
    async list() {
      const questions = new Questions();
      const temporal = connections.temporalIfAny();
      const none = new Map<string, LastSweep>();
      const [{ items }, sweeps] = await Promise.all([
        connections.kubernetes().list(nodes),
        temporal === undefined ? none : questions.ask('the last sweeps', lastSweeps(temporal), none),
      ]);
      const machines = items.map((node) => summaryOf(node, sweeps.get(node.metadata.name)));
      return { machines, unanswered: questions.unanswered };
    },
    async describe(name) {
      const node = await existing(name);
      const questions = new Questions();
      const temporal = connections.temporalIfAny();
      if (temporal === undefined) return { machine: summaryOf(node, undefined), unanswered: [] };
      const [last, network] = await Promise.all([
        questions.ask('the last sweep', lastSweepOf(temporal, name), undefined),
        questions.ask('the network of the machine', askMachine(temporal, name), undefined),
      ]);
      const { unanswered } = questions;
      return { machine: summaryOf(node, last), ...(network && { network }), unanswered };
    },
    async sweep(name, { dryRun = false, graceSeconds = defaultGraceSeconds } = {}) {
      await existing(name);
      const temporal = connections.temporal();
      const input: SweepVethsInput = { machine: name, dryRun, graceSeconds };
      const timeoutMs = graceSeconds * 1_000 + sweepMs;
      return temporal.call({ verb: `sweep machine ${name}`, timeoutMs }, async (client) => {
        const result: unknown = await client.workflow.execute(sweepVethsType, {
          workflowId: sweepScheduleId(name),
          taskQueue: temporal.taskQueue,
          args: [input],
          staticSummary: `Sweep of machine ${name}${dryRun ? ', dry run' : ''}`,
        });
        return parsed(sweepResultSchema.safeParse(result), temporal);
      });
    },
  };
}

/** Only the machine's agent knows; it is asked through its queue. Several who ask at once share one answer. */
async function askMachine(temporal: TemporalConnection, machine: string): Promise<MachineDescription> {
  const input: DescribeMachineInput = { machine };
  return temporal.call({ verb: `describe machine ${machine}`, timeoutMs: describeMs }, async (client) => {
    const handle = await client.workflow.start(describeMachineType, {
      workflowId: `${describeMachineType}/${machine}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: temporal.taskQueue,
      args: [input],
      staticSummary: `Machine ${machine}`,
    });
    return parsed(machineDescriptionSchema.safeParse(await handle.result()), temporal);
  });
}

function parsed<T>(
  result: { readonly success: true; readonly data: T } | { readonly success: false },
  { address }: TemporalConnection,
): T {
  if (result.success) return result.data;
  const reason = 'the workflow answered in a form that this client does not know';
  throw new StatewrightError('TemporalRefused', { address, verb: 'ask a machine', reason });
}

function summaryOf(node: Node, lastSweep: LastSweep | undefined): MachineSummary {
  const { metadata, spec, status } = node;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const address = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  return {
    name: metadata.name,
    ready,
    schedulable: spec?.unschedulable !== true,
    createdAt: metadata.creationTimestamp,
    address,
    ...(lastSweep && { lastSweep }),
  };
}
