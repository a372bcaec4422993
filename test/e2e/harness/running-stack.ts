import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { connect, type Statewright } from '../../../client/index.js';
import {
  connect as connectKubernetes,
  createKubernetesClient,
  type KubernetesClient,
} from '../../../kubernetes/index.js';
import { kubeconfigPath } from '../../../stack/certificates/identities.js';
import { describeStack, type Stack } from '../../../stack/stack.js';
import {
  processStates,
  startProcess,
  stopProcess,
  type ProcessState,
} from '../../../stack/supervisor/client.js';
import { projectRoot } from '../../harness/project-root.js';
import { waitUntil } from '../../integration/harness/wait-until.js';

const run = promisify(execFile);

/** The stack that `npm run up` started, as a test uses it. */
export interface RunningStack {
  readonly stack: Stack;
  readonly statewright: Statewright;
  readonly kubernetes: KubernetesClient;
  /** `bin/<program>` of the project; resolves with what it printed whether it succeeded or not. */
  command(program: 'statewright' | 'kubectl', args: readonly string[], input?: string): Promise<Printed>;
  /** Ends a part without warning, and returns when another process has taken its place. */
  kill(part: string): Promise<void>;
  /** Ends a part in its own way; it stays ended until `start`. */
  stop(part: string): Promise<void>;
  /** Starts a part that was stopped; returns when it serves. */
  start(part: string): Promise<void>;
  close(): Promise<void>;
}

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `execFile` rejects with when the program ended with another code than 0. */
const failedCommand = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() });

export function openStack(): RunningStack {
  const stack = describeStack(process.env, projectRoot);
  const kubeconfig = kubeconfigPath(stack, 'admin');
  const statewright = connect({
    kubernetes: { kubeconfig },
    temporal: { address: `127.0.0.1:${stack.settings.ports.temporal}`, namespace: 'default' },
  });
  const connection = connectKubernetes({ role: 'e2e', kubeconfig, qps: 200, burst: 400 });
  const processId = async (part: string): Promise<number> => {
    const [id = ''] = (await readFile(join(stack.paths.pids, part), 'utf8')).split(/\s/);
    return Number(id);
  };
  const state = async (part: string): Promise<ProcessState> => {
    const found = (await processStates(stack.paths.supervisorSocket)).find(({ name }) => name === part);
    if (found === undefined) throw new Error(`the supervisor knows no part ${part}`);
    return found;
  };
  return {
    stack,
    statewright,
    kubernetes: createKubernetesClient(connection),
    async command(program, args, input) {
      const child = run(join(projectRoot, 'bin', program), [...args], {
        cwd: projectRoot,
        env: { ...process.env, NO_COLOR: '1' },
        maxBuffer: 16 * 2 ** 20,
      });
      child.child.stdin?.end(input ?? '');
      return child.then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        (error: unknown) => failedCommand.parse(error),
      );
    },
    async kill(part) {
      const before = await processId(part);
      try {
        process.kill(before, 'SIGKILL');
      } catch (error) {
        // It has ended by itself since it went on record: the supervisor is about to start another.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
      await waitUntil(`${part} runs again`, async () => (await processId(part)) !== before, {
        timeoutMs: 60_000,
      });
    },
    async stop(part) {
      await stopProcess(stack.paths.supervisorSocket, part);
      await waitUntil(`${part} has ended`, async () => !(await state(part)).is_running, {
        timeoutMs: 60_000,
      });
    },
    async start(part) {
      await startProcess(stack.paths.supervisorSocket, part);
      await waitUntil(`${part} serves`, async () => (await state(part)).is_ready === 'Ready', {
        timeoutMs: 60_000,
      });
    },
    async close() {
      await Promise.all([statewright.close(), connection.close()]);
    },
  };
}
