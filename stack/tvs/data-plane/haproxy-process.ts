import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Places } from './configuration.js';
import type { Programs } from './programs.js';
import { ask, NobodyListens, parseInfo, type WorkerInfo } from './runtime-socket.js';

const startTimeoutMs = 30_000;
const lookEveryMs = 20;
/** For questions that are repeated. */
const answerTimeoutMs = 250;
const patience = 20;

/** HAProxy did not take the configuration; the one before is in force. */
export class ConfigurationRefused extends Error {
  override readonly name = 'ConfigurationRefused';
}

/** A HAProxy of one master and its workers, known by its files alone, so that it can outlive us and be found again. */
export class HaproxyProcess {
  readonly places: Places;
  readonly #masterSocket: string;
  readonly #log: string;

  /** `directory`: absolute and at most 80 characters, since sockets are in it. */
  constructor(
    private readonly programs: Programs,
    directory: string,
  ) {
    this.#masterSocket = join(directory, 'master.sock');
    this.#log = join(directory, 'haproxy.log');
    this.places = {
      config: join(directory, 'haproxy.cfg'),
      statsSocket: join(directory, 'stats.sock'),
      peerSocket: join(directory, 'peer.sock'),
    };
  }

  /** The worker that takes new connections; undefined if there is none. */
  async worker(): Promise<WorkerInfo | undefined> {
    return parseInfo(await repeated(this.places.statsSocket, 'show info', patience));
  }

  command(text: string): Promise<string> {
    return ask(this.places.statsSocket, text);
  }

  /**
   * Puts the configuration into force: a reload that hands listeners over and leaves open connections to the workers
   * before, or a start if no master is there.
   * @throws ConfigurationRefused with what HAProxy says of it; a worker that was there goes on with what it has.
   */
  async load(configuration: string, digest: string): Promise<WorkerInfo> {
    const { config } = this.places;
    const next = `${config}.next`;
    await writeFile(next, configuration, { mode: 0o600 });
    const check = await this.programs.run('haproxy', ['-c', '-q', '-f', next]);
    if (check.code !== 0) throw new ConfigurationRefused(check.stderr);
    await rename(next, config);
    const before = await this.worker();
    const failures = await this.#failedReloads();
    const logged = await this.#logSize();
    if (failures === undefined) return this.#start(before, digest, logged);
    await ask(this.#masterSocket, 'reload', answerTimeoutMs).catch(() => undefined);
    return this.#settled(
      digest,
      before,
      logged,
      async () => ((await this.#failedReloads(1)) ?? 0) > failures,
    );
  }

  /** Ends master and workers, and their connections. */
  async end(): Promise<void> {
    const pid = await this.masterPid();
    if (pid !== undefined) process.kill(pid, 'SIGTERM');
  }

  async masterPid(): Promise<number | undefined> {
    const pid = /^(\d+)\s+master/m.exec(await this.#processes())?.[1];
    return pid === undefined ? undefined : Number(pid);
  }

  async #start(before: WorkerInfo | undefined, digest: string, logged: number): Promise<WorkerInfo> {
    const { config, statsSocket } = this.places;
    await rm(this.#masterSocket, { force: true });
    // A worker without its master: it hands over to the new one.
    const heritage = before === undefined ? [] : ['-x', statsSocket, '-sf', String(before.pid)];
    const args = ['-W', '-f', config, '-S', `${this.#masterSocket},mode,600`, ...heritage];
    const pid = await this.programs.leave('haproxy', args, this.#log);
    return this.#settled(digest, before, logged, () => Promise.resolve(!isRunning(pid)));
  }

  async #settled(
    digest: string,
    before: WorkerInfo | undefined,
    logged: number,
    failed: () => Promise<boolean>,
  ): Promise<WorkerInfo> {
    const end = performance.now() + startTimeoutMs;
    while (performance.now() < end) {
      const now = parseInfo(await repeated(this.places.statsSocket, 'show info', 1));
      if (now?.description === digest && now.pid !== before?.pid) return now;
      if (await failed()) throw new ConfigurationRefused(await this.#logFrom(logged));
      await sleep(lookEveryMs);
    }
    throw new Error(`HAProxy was not ready after ${startTimeoutMs} ms: ${await this.#logFrom(logged)}`);
  }

  /** Since the last that went well; undefined if there is no master. */
  async #failedReloads(attempts = patience): Promise<number | undefined> {
    const count = /\smaster\s.*\[failed: (\d+)\]/.exec(await this.#processes(attempts))?.[1];
    return count === undefined ? undefined : Number(count);
  }

  #processes(attempts = patience): Promise<string> {
    return repeated(this.#masterSocket, 'show proc', attempts);
  }

  async #logSize(): Promise<number> {
    return stat(this.#log).then(
      ({ size }) => size,
      () => 0,
    );
  }

  async #logFrom(position: number): Promise<string> {
    const file = await open(this.#log);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(256 * 1024), 0, 256 * 1024, position);
      return buffer.subarray(0, bytesRead).toString();
    } finally {
      await file.close();
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The answer; nothing if nobody listens, or nobody answers however often one asks. */
async function repeated(socketPath: string, question: string, attempts: number): Promise<string> {
  try {
    return await ask(socketPath, question, answerTimeoutMs);
  } catch (error) {
    if (error instanceof NobodyListens || attempts <= 1) return '';
    await sleep(lookEveryMs);
    return repeated(socketPath, question, attempts - 1);
  }
}
