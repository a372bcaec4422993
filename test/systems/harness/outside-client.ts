import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outsideNamespace } from '../../../stack/network/namespaces.js';
import { ServerProcess } from '../../integration/harness/child.js';
import { waitUntil } from '../../integration/harness/wait-until.js';

/** A program on the host outside of Kubernetes that goes on until it is told to end, and what it has printed. */
export class OutsideClient {
  #isAsked = false;

  private constructor(
    readonly directory: string,
    private readonly process: ServerProcess,
  ) {}

  /** `environment` reaches the program alone; it shows in no list of processes. */
  static async start(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<OutsideClient> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-outside-'));
    const words = ['netns', 'exec', outsideNamespace, program, ...args];
    const log = join(directory, 'log');
    return new OutsideClient(directory, ServerProcess.start('ip', 'ip', words, log, environment));
  }

  /** What follows this word at the beginning of a line, for each such line. Throws if it ended without being asked. */
  async said(word: string): Promise<readonly string[]> {
    if (!this.#isAsked && !this.process.running)
      throw new Error(`the client has ended: ${this.process.tail()}`);
    const text = await readFile(join(this.directory, 'log'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  }

  async end(): Promise<void> {
    this.#isAsked = true;
    this.process.signal('SIGTERM');
    await waitUntil('the client has ended', () => !this.process.running, { timeoutMs: 60_000 });
  }

  async close(): Promise<void> {
    if (this.process.running) await this.process.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}
