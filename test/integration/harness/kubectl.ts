import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kubernetesBinary } from './kubernetes-binary.js';

const run = promisify(execFile);

/** What kubectl prints; rejects with its own words when it fails. `kubeconfig`: path of the file. */
export async function kubectl(kubeconfig: string, ...args: readonly string[]): Promise<string> {
  // The binary acts by the name it is called by, which execFile cannot set: a shell can.
  const call = ['-c', 'exec -a kubectl "$0" "$@"', kubernetesBinary(), '--kubeconfig', kubeconfig, ...args];
  return (await run('bash', call)).stdout;
}
