import type { Figures } from '../harness/bench.js';
import { ContestantProcess } from '../harness/contestant-process.js';
import { usageOf } from './process-usage.js';
import type { TemporalServer } from './server.js';
import { PARALLEL } from './sizes.js';

/** How long a phase may take. */
const TIMEOUT_MS = 120_000;
const MIB = 2 ** 20;

export interface Round {
  readonly contestant: string;
  readonly server: TemporalServer;
  /** File with the bundled workflow. */
  readonly bundle: string;
  /** Differs from round to round: goes into the ids of the workflows. */
  readonly salt: string;
  readonly signal: AbortSignal;
}

/** Starts the server, has workflows run on it phase by phase, and ends it. */
export async function runRound({ contestant, server, bundle, salt, signal }: Round): Promise<Figures> {
  const beganAt = performance.now();
  const { address, processes, stop } = await server.start();
  const readyMs = performance.now() - beganAt;
  try {
    const load = ContestantProcess.start({
      name: contestant,
      module: new URL('load.js', import.meta.url),
      args: [address, bundle, salt],
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    try {
      await load.ask('warmUp');
      const sequence = await load.ask('sequence');
      const rested = await load.ask('rested');
      const before = await usageOf(processes);
      const parallel = await load.ask('parallel');
      const after = await usageOf(processes);
      return {
        ...sequence,
        ...rested,
        ...parallel,
        serverProcessorMs: (after.processorMs - before.processorMs) / PARALLEL,
        residentMiB: after.residentBytes / MIB,
        readyMs,
      };
    } finally {
      await load.stop();
    }
  } finally {
    await stop();
  }
}
