import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Memory {
  /** Bytes of the process's own pages, in memory or swapped out. */
  readonly resident: number;
  /** Bytes of live JavaScript objects and buffers. */
  readonly live: number;
}

/** V8 keeps freed pages in a pool for some tenths of a second, some twenty megabytes of them. */
const QUIET_READINGS = 15;
const SETTLED = 0.002;

/** Collects garbage until the process gives nothing more back to the system. Needs `--expose-gc` and Linux. */
export async function settledMemory(): Promise<Memory> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('memory is measured with --expose-gc');
  let least = Infinity;
  let quiet = 0;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await sleep(100);
    const resident = ownPages(await readFile('/proc/self/status', 'utf8'));
    quiet = resident < least * (1 - SETTLED) ? 0 : quiet + 1;
    least = Math.min(least, resident);
    const { heapUsed, external } = process.memoryUsage();
    if (quiet >= QUIET_READINGS) return { resident: least, live: heapUsed + external };
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
