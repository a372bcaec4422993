import { readFile } from 'node:fs/promises';
import { ownPages } from '../harness/memory.js';
import { parseStat } from '../temporal-server/process-usage.js';

/** Processor time that the process has used so far. */
export async function processorMs(pid: number): Promise<number> {
  return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8')).processorMs;
}

/** Of a process as it is: whatever garbage it keeps counts. */
export async function memoryOf(
  pid: number,
): Promise<{ readonly residentBytes: number; readonly ownBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN);
  return { residentBytes: kibibytes * 1_024, ownBytes: ownPages(status) };
}
