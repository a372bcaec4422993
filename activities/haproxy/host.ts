import { spawn } from 'node:child_process';

export interface ScriptOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a POSIX shell script, with arguments and standard input, on the machine of HAProxy. */
export type RunScript = (script: string, args: readonly string[], input: string) => Promise<ScriptOutcome>;

/** On this machine. */
export const runLocally: RunScript = (script, args, input) =>
  start('sh', ['-c', script, 'sh', ...args], input);

/** By ssh; `target` is as ssh takes it, `user@host`. The platform's process needs a key and the host's key. */
export function runBySsh(target: string, options: readonly string[] = []): RunScript {
  return (script, args, input) => {
    // ssh hands one line to the shell of the other side.
    const line = ['sh', '-c', script, 'sh', ...args].map(quoted).join(' ');
    return start(
      'ssh',
      ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', ...options, '--', target, line],
      input,
    );
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

const timeoutMs = 60_000;

function start(program: string, args: readonly string[], input: string): Promise<ScriptOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    // A script that ends before it has read everything says why by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
}
