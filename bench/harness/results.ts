import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Absentee, Bench } from './bench.js';
import type { Standing } from './compare.js';
import type { MachineFacts } from './machine.js';

export interface Result {
  readonly bench: string;
  readonly about: string;
  readonly machine: MachineFacts;
  readonly rounds: number;
  readonly settings: Bench['settings'];
  readonly contestants: readonly Standing[];
  /** Those that did not take part, and why. */
  readonly absent: readonly Absentee[];
}

/** Writes `bench/results/<name>.json` in the project; gives the path relative to it. */
export async function saveResult(project: string, result: Result): Promise<string> {
  const folder = join('bench', 'results');
  await mkdir(join(project, folder), { recursive: true });
  const file = join(folder, `${result.bench}.json`);
  await writeFile(join(project, file), `${JSON.stringify(result, undefined, 2)}\n`);
  return file;
}
