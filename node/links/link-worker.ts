import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';
import type { Clock } from '../../kubernetes/index.js';
import { replySchema } from './protocol.js';

const RESTART_MS = 200;
/** Number of the first question to each worker; requests begin after it. */
const HELLO = 0;
const STOP_MS = 3_000;

export interface LinkWorkerSettings {
  readonly program: string;
  readonly args: readonly string[];
  readonly clock: Clock;
  /** Its log, line by line, and what happens to it. */
  readonly onLog: (line: string) => void;
}

/** The fields of an operation beside its name. */
interface LinkRequest {
  readonly netns?: string;
  readonly [field: string]: unknown;
}

interface Pending {
  /** For sentences: which namespace was asked about. */
  readonly netns: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: StatewrightError) => void;
}

/**
 * The child process that makes links, kept running: started again when it ends. A request that was on its way then
 * fails as unknown: it may or may not have been done, and all requests may be repeated.
 */
export class LinkWorker {
  readonly #pending = new Map<number, Pending>();
  readonly #ending = new AbortController();
  #child: ChildProcessWithoutNullStreams | undefined;
  #lastId = 0;
  #trouble: string | undefined = 'not started yet';
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly settings: LinkWorkerSettings) {}

  start(): void {
    this.#running = this.#keepRunning();
  }

  /** Ends the program by ending its input, which lets it finish what it is at. */
  async stop(): Promise<void> {
    this.#ending.abort(new Error('ending'));
    const child = this.#child;
    child?.stdin.end();
    const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
    await this.#running;
    clearTimeout(timer);
  }

  /** Undefined while it runs, else why not. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * @throws StatewrightError LinkWorkerUnavailable for no answer in time, AddressInUse for the error `conflict`, else
   * LinkRefused with the program's words
   */
  async ask<T>(op: string, request: LinkRequest, schema: z.ZodType<T>, timeoutMs: number): Promise<T> {
    const child = this.#child;
    if (child === undefined || this.#trouble !== undefined)
      throw unavailable(this.#trouble ?? 'not started yet');
    this.#lastId += 1;
    const id = this.#lastId;
    const result = await new Promise<unknown>((resolve, reject) => {
      const settle = <V>(how: (value: V) => void) => {
        return (value: V): void => {
          clearTimeout(timer);
          this.#pending.delete(id);
          how(value);
        };
      };
      const pending = { netns: request.netns ?? '', resolve: settle(resolve), reject: settle(reject) };
      const timer = setTimeout(
        () => pending.reject(unavailable(`no answer to ${op} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#pending.set(id, pending);
      child.stdin.write(`${JSON.stringify({ ...request, id, op })}\n`);
    });
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    throw unavailable(`its answer to ${op} has no known form`);
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const reason = await this.#runOnce();
      this.#trouble = reason;
      this.#child = undefined;
      for (const { reject } of [...this.#pending.values()]) reject(unavailable(reason));
      if (!this.#ending.signal.aborted) this.settings.onLog(reason);
      await this.settings.clock.sleep(RESTART_MS, signal).catch(() => undefined);
    }
  }

  /** Returns why it ended. */
  #runOnce(): Promise<string> {
    const { program, args, onLog } = this.settings;
    return new Promise((resolve) => {
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
      this.#child = child;
      // That it was started says little; that it answers does.
      this.#pending.set(HELLO, {
        netns: '',
        resolve: () => (this.#trouble = undefined),
        reject: () => undefined,
      });
      child.stdin.write(`${JSON.stringify({ id: HELLO, op: 'list' })}\n`);
      child.once('error', (error) => resolve(`${program} cannot be run: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(`${program} ended (${signal ?? `exit code ${code ?? 'unknown'}`})`),
      );
      child.stdin.on('error', () => undefined);
      createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line));
      createInterface({ input: child.stderr }).on('line', onLog);
    });
  }

  #receive(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      this.settings.onLog(`not a message: ${line.slice(0, 200)}`);
      return;
    }
    const parsed = replySchema.safeParse(message);
    if (!parsed.success) {
      this.settings.onLog(`not a known message: ${line.slice(0, 200)}`);
      return;
    }
    const reply = parsed.data;
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.ok) pending.resolve(reply.result);
    else pending.reject(refusal(reply.error, pending.netns));
  }
}

type Refusal = Extract<z.infer<typeof replySchema>, { ok: false }>['error'];

function refusal({ code, message: reason, details }: Refusal, netns: string): StatewrightError {
  switch (code) {
    case 'conflict':
      return new StatewrightError('AddressInUse', {
        address: details?.address ?? reason,
        mac: details?.mac ?? 'an unknown device',
      });
    case 'no-netns':
      return new StatewrightError('LinkGone', { netns, reason });
    case 'exists-foreign':
      return new StatewrightError('LinkOfAnother', { reason });
    default:
      return new StatewrightError('LinkRefused', { code, reason });
  }
}

function unavailable(reason: string): StatewrightError {
  return new StatewrightError('LinkWorkerUnavailable', { reason });
}
