import { setTimeout as sleep } from 'node:timers/promises';

export interface Memory {
  /** Bytes of the process that are in memory. */
  readonly resident: number;
  /** Bytes of live JavaScript objects and buffers. */
  readonly live: number;
}

const SETTLED = 0.002;

/** Collects garbage until the process gives nothing more back to the system. Needs `--expose-gc`. */
export async function settledMemory(): Promise<Memory> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('memory is measured with --expose-gc');
  let before = Infinity;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    await gc({ type: 'major', execution: 'async' });
    await sleep(100);
    const { rss, heapUsed, external } = process.memoryUsage();
    if (attempt > 2 && rss > before * (1 - SETTLED)) return { resident: rss, live: heapUsed + external };
    before = rss;
  }
  throw new Error('the memory of the process does not settle');
}
