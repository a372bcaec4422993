import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { waitUntil } from './wait-until.js';

/** A server started by a test, known by its process id, its output in one file. */
export class ServerProcess {
  readonly #child: ChildProcess;

  private constructor(
    readonly name: string,
    child: ChildProcess,
    private readonly logFile: string,
  ) {
    this.#child = child;
    // A run that is interrupted must not leave servers behind.
    process.once('exit', this.#kill);
    child.once('exit', () => process.off('exit', this.#kill));
  }

  static start(
    name: string,
    file: string,
    args: readonly string[],
    logFile: string,
    environment: Readonly<Record<string, string>> = {},
  ): ServerProcess {
    const log = openSync(logFile, 'a');
    try {
      // The first argument is the name it is called by: the binary acts accordingly.
      return new ServerProcess(
        name,
        spawn(file, args, {
          stdio: ['ignore', log, log],
          argv0: name,
          env: { ...process.env, ...environment },
        }),
        logFile,
      );
    } finally {
      closeSync(log);
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} was not started`);
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for the condition, and fails at once with the end of the log when the process ends before. */
  async ready(condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const holdsOrEnded = async (): Promise<boolean> =>
      !this.running || (await condition().catch(() => false));
    await waitUntil(`${this.name} is ready`, holdsOrEnded, { timeoutMs, everyMs: 100 });
    if (!this.running) throw new Error(`${this.name} ended while starting:\n${this.tail()}`);
  }

  /** Asks it to end, and ends it after five seconds. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    try {
      await waitUntil(`${this.name} has ended`, () => !this.running, { timeoutMs: 5_000 });
    } catch {
      await this.kill();
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await waitUntil(`${this.name} is dead`, () => !this.running, { timeoutMs: 10_000 });
  }

  tail(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-15).join('\n');
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL');
  };
}
