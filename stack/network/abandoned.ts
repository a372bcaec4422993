import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { recordsFolder } from '../paths.js';
import { aliveProcesses } from '../processes/record.js';

const run = promisify(execFile);

/**
 * Whether nothing runs any more of the stack of that home: it was killed whole, or its checkout was removed. What it recorded
 * may be gone with it, so its namespaces are asked too.
 */
export async function isAbandoned(home: string, namespaces: readonly string[]): Promise<boolean> {
  if ((await aliveProcesses(recordsFolder(home))).length > 0) return false;
  for (const name of namespaces) if ((await processesIn(name)).length > 0) return false;
  return true;
}

/** Ids of the processes that run in a network namespace. */
export async function processesIn(namespace: string): Promise<readonly number[]> {
  const { stdout } = await run('ip', ['netns', 'pids', namespace]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}
