import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { vipType } from '../../api/balancer/index.js';
import type { Figures } from '../harness/bench.js';
import { quantile } from '../harness/statistics.js';
import type { StartContestant } from './contestant.js';
import { changeEndpoints, changing } from './population.js';
import { CHANGES_PER_SECOND } from './sizes.js';
import type { World } from './world.js';

/** After the last change. */
const TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

export interface Round {
  readonly world: World;
  readonly start: StartContestant;
  /** Of all rounds of the world; goes into the addresses of members, so that each change is of its own. */
  readonly number: number;
  readonly changes: number;
  readonly signal: AbortSignal;
}

/** Starts a contestant beside a TVS that has all already, and has endpoints change at an even rate, whatever becomes of them. */
export async function runRound({ world, start, number, changes, signal }: Round): Promise<Figures> {
  const connection = await Connection.connect({ address: world.temporal.address });
  const temporal = new Client({ connection });
  const workflows = async (): Promise<number> =>
    (await temporal.workflow.count(`WorkflowType = "${vipType}"`)).count;
  try {
    const before = await workflows();
    const contestant = await start(world, signal);
    try {
      const resyncWrites = (await world.journal.read()).length;
      const known = await workflows();
      const processor = await contestant.processorMs();
      const delays = await change(world, number, changes, signal);
      const perChange = ((await contestant.processorMs()) - processor) / changes;
      return {
        appliedP50: quantile(delays, 0.5),
        appliedP99: quantile(delays, 0.99),
        processorMsPerChange: perChange,
        workflowsPerChange: ((await workflows()) - known) / changes,
        knownSeconds: contestant.knownSeconds,
        resyncWrites,
        resyncWorkflows: known - before,
        residentMiB: contestant.residentMiB,
      };
    } finally {
      await contestant.stop();
    }
  } finally {
    await connection.close();
  }
}

/** Milliseconds from the reply to each write of endpoints until TVS had written it down. */
async function change(
  world: World,
  round: number,
  changes: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const targets = changing(world.services).slice(0, changes);
  const repliedAt = new Map<string, number>();
  const beganAt = performance.now();
  const writes: Promise<void>[] = [];
  for (let turn = 0; turn < changes; turn += 1) {
    const dueInMs = beganAt + (turn * 1_000) / CHANGES_PER_SECOND - performance.now();
    if (dueInMs > 0) await sleep(dueInMs, undefined, { signal });
    const address = `10.${100 + round}.${turn >> 8}.${turn & 255}`;
    const write = changeEndpoints(world.client, targets[turn] ?? 0, address);
    writes.push(write.then(() => void repliedAt.set(address, Date.now())));
  }
  await Promise.all(writes);
  const appliedAt = new Map<string, number>();
  const end = performance.now() + TIMEOUT_MS;
  while (appliedAt.size < changes) {
    if (performance.now() > end)
      throw new Error(`${changes - appliedAt.size} of ${changes} changes never came to TVS`);
    // Reading it keeps TVS from its work, and the moments are in it whenever it is read.
    await sleep(LOOK_EVERY_MS, undefined, { signal });
    for (const { at, members } of await world.journal.read()) {
      for (const address of members) {
        if (repliedAt.has(address) && !appliedAt.has(address)) appliedAt.set(address, at);
      }
    }
  }
  return Array.from(repliedAt, ([address, at]) => (appliedAt.get(address) ?? Number.NaN) - at);
}
