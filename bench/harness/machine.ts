import { execFile } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What figures depend on. Nothing here says whose machine it is. */
export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** ISO 8601. */
  readonly date: string;
  readonly commit: string;
  /** Whether what was measured differs from the commit. */
  readonly modified: boolean;
  /** Processes that wanted a core over the minute before the run: well above 0, the machine was shared. */
  readonly loadBefore: number;
}

/** @param sources folders whose code is measured, relative to `project` */
export async function machineFacts(
  project: string,
  sources: readonly string[],
  now: Date,
): Promise<MachineFacts> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', project, ...args])).stdout.trim();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    kernel: `${type()} ${release()}`,
    node: process.version,
    date: now.toISOString(),
    commit: await git('rev-parse', 'HEAD').catch(() => 'unknown'),
    modified: (await git('status', '--porcelain', '--', ...sources).catch(() => 'unknown')) !== '',
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
