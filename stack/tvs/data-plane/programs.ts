import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

/** What a program left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs of the network namespace in which VIPs are served; arguments are never seen by a shell. */
export interface Programs {
  /** To its end, whatever its exit code. */
  run(program: string, args: readonly string[], input?: string): Promise<Outcome>;
  /** Left running on its own, also after us; its output goes to the file. @returns its process id */
  leave(program: string, args: readonly string[], logFile: string): Promise<number>;
}

/** `prefix`: words before each program, for example `ip netns exec NAME`; none if this process is inside already. */
export function programs(prefix: readonly string[] = []): Programs {
  const words = (program: string, args: readonly string[]): [string, readonly string[]] => {
    const [first = program, ...rest] = [...prefix, program, ...args];
    return [first, rest];
  };
  return {
    run: (program, args, input = '') =>
      new Promise((resolve, reject) => {
        const child = spawn(...words(program, args), { stdio: ['pipe', 'pipe', 'pipe'] });
        const stdout: Buffer[] = [];
        const stderr: Buffer[] = [];
        child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
        child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
        child.once('error', reject);
        // A program that ends before it has read everything says why by its exit code.
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
        child.once('close', (code) =>
          resolve({
            code: code ?? -1,
            stdout: Buffer.concat(stdout).toString(),
            stderr: Buffer.concat(stderr).toString(),
          }),
        );
      }),
    leave: (program, args, logFile) =>
      new Promise((resolve, reject) => {
        const log = openSync(logFile, 'a');
        const child = spawn(...words(program, args), { stdio: ['ignore', log, log], detached: true });
        closeSync(log);
        child.once('error', reject);
        child.once('spawn', () => {
          child.unref();
          resolve(child.pid ?? 0);
        });
      }),
  };
}

/** As `run`, for those that must succeed. @throws Error with what the program said. */
export async function succeed(
  programs: Programs,
  program: string,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { code, stdout, stderr } = await programs.run(program, args, input);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr.trim().slice(0, 2_000)}`);
  return stdout;
}
