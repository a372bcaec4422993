import { sweepScheduleId, sweepVethsType } from '../../api/machine-names.js';
import type { SweepVethsResult } from '../../workflows/sweep-veths/contract.js';
import { questionTimeoutMs } from '../observe.js';
import type { TemporalConnection } from '../temporal.js';
import { sweepResultSchema } from './schemas.js';

/** The latest run of a machine's sweep. */
export interface LastSweep {
  readonly workflowId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** As Temporal calls it: RUNNING, COMPLETED, FAILED, TIMED_OUT … */
  readonly state: string;
  /** What it found and did; absent while it runs, when it failed, and for all but one machine at a time. */
  readonly result?: SweepVethsResult;
}

/** More than the machines of a large cluster sweep within their interval. */
const MOST = 1_000;

/** The machine of a sweep's workflow id: the schedule appends the time to its name. */
export function machineOfSweep(workflowId: string): string | undefined {
  const prefix = sweepScheduleId('');
  if (!workflowId.startsWith(prefix)) return undefined;
  return workflowId.slice(prefix.length).replace(/-\d{4}-\d{2}-\d{2}T[0-9:.]+Z$/, '');
}

/** Latest runs by machine, without their results. @throws StatewrightError Temporal… */
export async function lastSweeps(temporal: TemporalConnection): Promise<ReadonlyMap<string, LastSweep>> {
  return temporal.call({ verb: 'list the sweeps', timeoutMs: questionTimeoutMs }, async (client) => {
    const latest = new Map<string, LastSweep>();
    let seen = 0;
    for await (const run of client.workflow.list({ query: `WorkflowType = '${sweepVethsType}'` })) {
      seen += 1;
      const machine = machineOfSweep(run.workflowId);
      const startedAt = run.startTime.toISOString();
      const known = machine === undefined ? undefined : latest.get(machine);
      if (machine !== undefined && (known === undefined || known.startedAt < startedAt)) {
        latest.set(machine, { workflowId: run.workflowId, startedAt, state: run.status.name });
      }
      if (seen >= MOST) break;
    }
    return latest;
  });
}

/** The latest run of one machine's sweep with what it did. @throws StatewrightError Temporal… */
export async function lastSweepOf(
  temporal: TemporalConnection,
  machine: string,
): Promise<LastSweep | undefined> {
  const last = (await lastSweeps(temporal)).get(machine);
  if (last?.state !== 'COMPLETED') return last;
  return temporal.call({ verb: 'read the last sweep', timeoutMs: questionTimeoutMs }, async (client) => {
    const result: unknown = await client.workflow.getHandle(last.workflowId).result();
    const parsed = sweepResultSchema.safeParse(result);
    return parsed.success ? { ...last, result: parsed.data } : last;
  });
}
