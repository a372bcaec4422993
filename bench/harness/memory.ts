import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Memory {
  /** Bytes of the process's own pages, in memory or swapped out. */
  readonly resident: number;
  /** Bytes of live JavaScript objects and buffers. */
  readonly live: number;
}

const EVERY_MS = 500;
/** V8 gives a pool of freed pages, some twenty megabytes, back to the system after 8 s of calm (its MemoryReducer). */
const CALM_MS = 10_000;
const LONGEST_MS = 60_000;
const SETTLED = 0.002;

/** Collects garbage until the process gives nothing more back to the system. Needs `--expose-gc` and Linux. */
export async function settledMemory(): Promise<Memory> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('memory is measured with --expose-gc');
  let least = { resident: Infinity, live: Infinity };
  let calmMs = 0;
  for (let waitedMs = 0; waitedMs < LONGEST_MS; waitedMs += EVERY_MS) {
    // From a task of its own: what the stack of a caller still refers to is not garbage.
    await gc({ type: 'major', execution: 'async' });
    await sleep(EVERY_MS);
    const { heapUsed, external } = process.memoryUsage();
    const resident = ownPages(await readFile('/proc/self/status', 'utf8'));
    calmMs = resident < least.resident * (1 - SETTLED) ? 0 : calmMs + EVERY_MS;
    least = { resident: Math.min(least.resident, resident), live: Math.min(least.live, heapUsed + external) };
    if (calmMs >= CALM_MS) return least;
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
