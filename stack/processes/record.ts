import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A process that the stack started. Ids are used again by the system; id and start time together are not. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  /** In clock ticks since the machine booted: field 22 of /proc/PID/stat, see proc(5). */
  readonly startedAt: number;
}

/** Reads what launch.sh writes: `PID START`. `undefined` when it is something else, such as half a line. */
export function parseRecord(name: string, text: string): RecordedProcess | undefined {
  const match = /^(\d+) (\d+)\n$/.exec(text);
  return match === null ? undefined : { name, pid: Number(match[1]), startedAt: Number(match[2]) };
}

/** The start time in the text of /proc/PID/stat. The program's name, in parentheses, may itself contain any of them. */
export function startTimeOf(stat: string): number | undefined {
  const field = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return field === undefined ? undefined : Number(field);
}

/** The process state letter in the text of /proc/PID/stat; `Z` is one that has ended. */
export function stateOf(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}

/** Whether that very process still runs. */
export async function isAlive({ pid, startedAt }: RecordedProcess): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && startTimeOf(stat) === startedAt && stateOf(stat) !== 'Z';
}

/** The recorded processes that still run. */
export async function aliveProcesses(folder: string): Promise<readonly RecordedProcess[]> {
  const names = await readdir(folder).catch(() => []);
  const records = await Promise.all(
    names.map(async (name) => parseRecord(name, await readFile(join(folder, name), 'utf8'))),
  );
  const found: RecordedProcess[] = [];
  for (const record of records) if (record !== undefined && (await isAlive(record))) found.push(record);
  return found;
}

/** The recorded process of that name, if it still runs. */
export async function aliveProcess(folder: string, name: string): Promise<RecordedProcess | undefined> {
  return (await aliveProcesses(folder)).find((record) => record.name === name);
}
