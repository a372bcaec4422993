import { fork, type ChildProcess } from 'node:child_process';
import { z } from 'zod';
import type { Figures } from './bench.js';

const replySchema = z.union([
  z.strictObject({ figures: z.record(z.string(), z.number()) }),
  z.strictObject({ error: z.string() }),
]);

export interface ContestantOptions {
  readonly name: string;
  /** The module whose `serve` answers. */
  readonly module: URL;
  readonly args: readonly string[];
  /** A program, and its arguments, that becomes the contestant: one that enters a namespace. */
  readonly launcher?: readonly [program: string, ...args: string[]];
  readonly signal: AbortSignal;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

/** A process of its own that is asked for figures, one question at a time; `serve` is its other end. */
export class ContestantProcess {
  readonly #child: ChildProcess;

  private constructor(private readonly options: ContestantOptions) {
    const [program = process.execPath, ...before] = options.launcher ?? [];
    const behindLauncher = options.launcher === undefined ? [] : [...before, process.execPath];
    this.#child = fork(options.module, options.args, {
      execPath: program,
      execArgv: [...behindLauncher, '--expose-gc'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  static start(options: ContestantOptions): ContestantProcess {
    return new ContestantProcess(options);
  }

  /** @throws Error when it answers with an error, ends, or takes too long; the signal's reason when aborted. */
  async ask(question: string): Promise<Figures> {
    const { name, timeoutMs, signal } = this.options;
    signal.throwIfAborted();
    const done = new AbortController();
    const once = { once: true, signal: done.signal };
    try {
      return await new Promise<Figures>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${name} did not answer "${question}" within ${timeoutMs} ms`)),
          timeoutMs,
        );
        const ended = (code: number | null, by: string | null): void =>
          reject(new Error(`${name} ended while it was asked "${question}" (${by ?? `exit code ${code}`})`));
        const answered = (message: unknown): void => {
          const reply = replySchema.parse(message);
          if ('figures' in reply) resolve(reply.figures);
          else reject(new Error(`${name} failed at "${question}": ${reply.error}`));
        };
        signal.addEventListener('abort', () => reject(signal.reason as Error), once);
        done.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          this.#child.off('exit', ended).off('message', answered).off('error', reject);
        });
        this.#child.on('exit', ended).on('message', answered).on('error', reject);
        this.#child.send(question);
      });
    } finally {
      done.abort();
    }
  }

  /** Ends the process at once: it has nothing to lose. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }
}
