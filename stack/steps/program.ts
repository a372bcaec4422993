import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { RunProgram } from './step.js';

/** How much of a failed program's output its error shows. */
const shownLines = 12;

/**
 * Runs programs with their output appended to `logFile`. `signal` ends what runs. Programs are niced: preparing must
 * not starve what a person does meanwhile.
 */
export function programRunner(logFile: string, signal: AbortSignal): RunProgram {
  return async (file, args, options = {}) => {
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    const output: string[] = [];
    const errors: string[] = [];
    try {
      return await new Promise<string>((resolve, reject) => {
        const child = spawn('nice', ['-n', '5', file, ...args], {
          cwd: options.cwd,
          env: { ...process.env, ...options.environment },
          stdio: ['pipe', 'pipe', 'pipe'],
          signal,
        });
        child.stdin.on('error', () => undefined).end(options.input ?? '');
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          output.push(text);
          log.write(text);
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          errors.push(text);
          log.write(text);
        });
        child.once('error', reject);
        child.once('close', (code, killedBy) => {
          if (code === 0) resolve(output.join(''));
          else
            reject(new ProgramFailed(file, code ?? killedBy ?? 'unknown', [...output, ...errors].join('')));
        });
      });
    } finally {
      log.end();
    }
  };
}

/** A program of a step ended with something other than 0. Its message ends with the last lines that it printed. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';

  constructor(file: string, ending: string | number, output: string) {
    const tail = output.trimEnd().split('\n').slice(-shownLines).join('\n');
    super(`${file} ended with ${ending}${tail === '' ? '' : `:\n${tail}`}`);
  }
}
