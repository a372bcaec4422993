import { readdir, readFile } from 'node:fs/promises';

/** What one line of `/proc/<pid>/stat` says; proc(5). */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Processor time of the process and of its children that have ended. */
  readonly processorMs: number;
}

export interface Usage {
  readonly processorMs: number;
  /** Bytes in memory; what processes share is counted once. */
  readonly residentBytes: number;
}

/** The unit of times in `/proc/<pid>/stat`: USER_HZ, 100 on Linux whatever the kernel's own clock. */
const MS_PER_TICK = 10;

/** The name of the program stands in parentheses and may hold anything, parentheses and blanks included. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // Fields 14 to 17 of proc(5): utime, stime, cutime, cstime; the third is the first after the name.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number.parseInt(text, 10), parent: Number(fields[1]), processorMs: ticks * MS_PER_TICK };
}

/** The processes of `roots` and all their descendants. */
export function family(roots: readonly number[], all: readonly ProcessStat[]): readonly ProcessStat[] {
  const found = new Set(roots);
  for (const pid of found) {
    for (const stat of all) if (stat.parent === pid) found.add(stat.pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}

/** Processor time and memory of processes and all their descendants. */
export async function usageOf(roots: readonly number[]): Promise<Usage> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // One that ended meanwhile has no file any more.
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const members = family(roots, texts.filter((text) => text !== '').map(parseStat));
  const memory = await Promise.all(members.map(({ pid }) => proportionalBytes(pid)));
  return {
    processorMs: members.reduce((sum, { processorMs }) => sum + processorMs, 0),
    residentBytes: memory.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Resident memory, each shared page divided by the number of processes that share it. */
async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
}
