import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Memory {
  /** Bytes of the process's own pages, in memory or swapped out. */
  readonly resident: number;
  /** Bytes of live JavaScript objects and buffers. */
  readonly live: number;
}

const SETTLED = 0.002;

/** Collects garbage until the process gives nothing more back to the system. Needs `--expose-gc` and Linux. */
export async function settledMemory(): Promise<Memory> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('memory is measured with --expose-gc');
  let before = Infinity;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    await gc({ type: 'major', execution: 'async' });
    await sleep(100);
    const resident = ownPages(await readFile('/proc/self/status', 'utf8'));
    const { heapUsed, external } = process.memoryUsage();
    if (attempt > 2 && resident > before * (1 - SETTLED)) return { resident, live: heapUsed + external };
    before = resident;
  }
  throw new Error('the memory of the process does not settle');
}

/**
 * Of the resident set only what is the process's own (proc(5): RssAnon, and VmSwap, in KiB): the pages of the program
 * file come and go as the kernel likes, by more than what is measured.
 */
export function ownPages(status: string): number {
  const kibibytes = ['RssAnon', 'VmSwap'].map((field) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN),
  );
  return kibibytes.reduce((sum, value) => sum + value, 0) * 1_024;
}
