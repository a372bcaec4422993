import { renderSection, type Section } from '../../../api/balancer/haproxy/index.js';
import { framesDigest, renderConfiguration, sectionsAtFault } from './configuration.js';
import { ConfigurationRefused, type HaproxyProcess } from './haproxy-process.js';
import { complaintOf, parseServers } from './runtime-socket.js';
import {
  runningAs,
  sectionsChange,
  serverCommands,
  type RunningServer,
  type SectionsChange,
} from './server-changes.js';

/** What is known of the HAProxy that runs. */
interface Running {
  readonly pid: number;
  /** By section; what was loaded. */
  readonly frames: ReadonlyMap<string, string>;
  readonly servers: Map<string, Map<string, RunningServer>>;
  /** Sections that are loaded and running as they are. */
  settled: ReadonlySet<Section>;
}

/** TCP by HAProxy: servers by its runtime socket, all else by a reload. */
export class Connections {
  #running: Running | undefined;
  /** Sections that HAProxy did not take, as they were then. */
  readonly #refused = new Map<string, string>();

  /** `descriptors`: how many files HAProxy may have open. */
  constructor(
    private readonly haproxy: HaproxyProcess,
    private readonly descriptors: number,
  ) {}

  /**
   * Brings about that these sections are served.
   * @returns the names of those that HAProxy does not take, with its reason; they hold up none of the others.
   */
  async apply(sections: readonly Section[]): Promise<ReadonlyMap<string, string>> {
    const reasons = new Map<string, string>();
    const wanted = sections.filter((section) => {
      const refused = this.#refused.get(section.name);
      const isRefused = refused !== undefined && refused === renderSection(section);
      if (isRefused) reasons.set(section.name, 'HAProxy did not take it before');
      return !isRefused;
    });
    const running = this.#running ?? (await this.#adopt(wanted));
    const change: SectionsChange =
      running === undefined
        ? { kind: 'reload', reason: 'nothing is known of what runs' }
        : sectionsChange(running.frames, running.servers, wanted, running.settled);
    if (change.kind === 'none') {
      if (running) running.settled = new Set(wanted);
      return reasons;
    }
    const isDone =
      change.kind === 'commands' && running && (await this.#follow(running, change.sections, wanted));
    if (isDone !== true) await this.#loadWithout(wanted, reasons);
    return reasons;
  }

  /** Loads, again and again with fewer sections while HAProxy names some that it does not take. */
  async #loadWithout(wanted: readonly Section[], reasons: Map<string, string>): Promise<void> {
    const configuration = renderConfiguration(wanted, this.haproxy.places, this.descriptors);
    try {
      await this.#load(configuration, wanted);
    } catch (error) {
      if (!(error instanceof ConfigurationRefused)) throw error;
      const atFault = sectionsAtFault(error.message, configuration);
      if (atFault.size === 0) throw error;
      const reason = error.message.split('\n').find((line) => line.includes('ALERT')) ?? error.message;
      for (const section of wanted.filter(({ name }) => atFault.has(name))) {
        this.#refused.set(section.name, renderSection(section));
        reasons.set(section.name, reason);
      }
      await this.#loadWithout(
        wanted.filter(({ name }) => !atFault.has(name)),
        reasons,
      );
    }
  }

  /**
   * Whether the HAProxy is there that was left there. Otherwise it is looked at afresh by the next apply.
   */
  async isWell(): Promise<boolean> {
    const isWell = this.#running !== undefined && (await this.haproxy.worker())?.pid === this.#running.pid;
    if (!isWell) this.#running = undefined;
    return isWell;
  }

  /** Lets sections that were refused be tried again. @returns whether there are any */
  forgive(): boolean {
    const any = this.#refused.size > 0;
    this.#refused.clear();
    return any;
  }

  /** Takes over a HAProxy that runs with these very frames, whatever its servers are. */
  async #adopt(wanted: readonly Section[]): Promise<Running | undefined> {
    const worker = await this.haproxy.worker();
    if (worker?.description !== framesDigest(wanted)) return undefined;
    return (this.#running = await this.#read(worker.pid, wanted));
  }

  async #load(configuration: string, wanted: readonly Section[]): Promise<void> {
    this.#running = undefined;
    const { pid } = await this.haproxy.load(configuration, framesDigest(wanted));
    this.#running = await this.#read(pid, wanted);
  }

  async #read(pid: number, wanted: readonly Section[]): Promise<Running> {
    const text = await this.haproxy.command('show servers state');
    const servers = new Map([...parseServers(text)].map(([name, ones]) => [name, new Map(ones)]));
    return {
      pid,
      servers,
      settled: new Set(),
      frames: new Map(wanted.map(({ name, frame }) => [name, frame.join('\n')])),
    };
  }

  /** @returns false if HAProxy did not do as told; a reload mends that. */
  async #follow(running: Running, changed: readonly Section[], wanted: readonly Section[]): Promise<boolean> {
    const { servers } = running;
    const settled = new Set(wanted);
    for (const section of changed) {
      const known = servers.get(section.name) ?? new Map<string, RunningServer>();
      servers.set(section.name, known);
      for (const { text, mayFail } of serverCommands(section, known)) {
        const complaint = complaintOf(await this.haproxy.command(text).catch(String));
        if (complaint !== undefined && !mayFail) return false;
        const deleted = /^del server [^/]+\/(.+)$/.exec(text)?.[1];
        if (deleted === undefined) continue;
        if (complaint === undefined) {
          known.delete(deleted);
          continue;
        }
        settled.delete(section);
        known.set(deleted, { weight: known.get(deleted)?.weight ?? 1, isTaking: false });
      }
      for (const [name, server] of section.servers) known.set(name, runningAs(server));
    }
    running.settled = settled;
    return true;
  }
}
