import { sweep } from '../../../activities/addresses/index.js';
import { ipAssignments, ipPools, ipReservations, pods } from '../../../kubernetes/index.js';
import { Allocator } from './allocator.js';
import { ApiServer } from './api-server.js';
import { Machines } from './machines.js';
import { podOf } from './pod-of.js';
import { randomOf, Turns } from './turns.js';
import { unreliableClient } from './unreliable-client.js';

export interface LifeSettings {
  readonly seed: number;
  /** Names that pods bear, one after the other. */
  readonly names: number;
  /** Pods that are made in all. */
  readonly pods: number;
  /** Allocators that believe to lead at once. */
  readonly allocators: number;
  /** How often a request or reply is lost, and how often an allocator dies at a step. */
  readonly loss: number;
  readonly deaths: number;
  /** How often a pod wishes for an address. */
  readonly wishes: number;
  readonly ranges: readonly string[];
}

const hourMs = 3_600_000;
const retentionHours = 72;

/** A time in which pods come and go, and all that can go wrong does. */
export class Life {
  readonly server = new ApiServer();
  readonly machines: Machines;
  readonly #turns: Turns;
  readonly #allocators: Allocator[] = [];
  #time = Date.parse('2026-03-01T00:00:00Z');
  #quiet = false;
  #made = 0;
  #noticed = 0;

  constructor(private readonly settings: LifeSettings) {
    this.#turns = new Turns(randomOf(settings.seed));
    const loss = (): number => (this.#quiet ? 0 : settings.loss);
    const time = (): number => this.#time;
    this.machines = new Machines(this.server, this.#turns, time, retentionHours * hourMs, loss);
    const ipv4 = { subnet: '10.0.0.0/8', ranges: settings.ranges };
    this.server.create(ipPools, {
      metadata: { name: 'pool' },
      spec: { ipv4, default: true, retention: `${retentionHours}h`, exhausted: 'Wait' },
    });
    for (let index = 0; index < settings.allocators; index += 1) this.#join();
  }

  #join(): void {
    const loss = (): number => (this.#quiet ? 0 : this.settings.loss);
    this.#allocators.push(new Allocator(this.server, this.#turns, () => this.#time, loss));
  }

  /** Until all pods were made. Returns what must never be and was. */
  async live(): Promise<void> {
    while (this.#made < this.settings.pods) await this.#step();
  }

  /** Everybody recovers, the pods end, their time passes, and sweeps run until there is nothing to do. */
  async end(): Promise<void> {
    this.#quiet = true;
    for (const allocator of this.#allocators) allocator.die();
    this.#allocators.length = 0;
    await this.#drain();
    this.#join();
    await this.#until(() => this.#allAreServed());
    for (const name of this.#names()) await this.#until(() => this.machines.end(name));
    await this.#until(() => this.#allAreReleased());
    this.#time += (retentionHours + 1) * hourMs;
    // An address may be freed by one sweep, and what it was kept for by the next.
    for (let round = 0; round < 4; round += 1) await this.#sweepNow();
    await this.#drain();
  }

  get left(): readonly string[] {
    const names = (plural: string): string[] => [...this.server.of(plural).keys()];
    return [...names(ipReservations.plural), ...names(ipAssignments.plural)];
  }

  #names(): string[] {
    return Array.from(this.server.of(pods.plural).keys(), (key) => key.slice(key.indexOf('/') + 1));
  }

  #allAreServed(): boolean {
    // Who wishes for what another has waits for longer than this life.
    const waiting = this.#names().filter(
      (name) => !this.machines.running.has(name) && this.#wishOf(name) === undefined,
    );
    for (const name of waiting.slice(0, 50)) this.machines.start(name);
    return waiting.length === 0;
  }

  #wishOf(name: string): string | undefined {
    const { namespace } = podOf(name);
    const { metadata } = this.server.of(pods.plural).get(`${namespace}/${name}`) ?? {};
    return metadata?.annotations?.['statewright.io/ip'];
  }

  #allAreReleased(): boolean {
    return this.server.list(ipReservations).every(({ status }) => status?.phase === 'Released');
  }

  async #step(): Promise<void> {
    const turns = this.#turns;
    const dice = turns.random();
    if (dice < 0.04) this.#makePod();
    else if (dice < 0.08) this.#endPod();
    else if (dice < 0.2) this.machines.start(this.#anyName());
    else if (dice < 0.4) this.#anyAllocator()?.hear(1 + turns.below(20));
    else if (dice < 0.6) this.#anyAllocator()?.work();
    else if (dice < 0.602) this.#time += turns.below(30) * hourMs;
    else if (dice < 0.604) void this.#sweep().catch(() => undefined);
    else if (turns.chance(this.settings.deaths)) this.#replace();
    else for (let turn = 0; turn < 3; turn += 1) await turns.next();
    this.#time += 10;
    this.#notice();
  }

  /** A reservation never says that its pod is gone while that runs. */
  #notice(): void {
    const { events } = this.server;
    for (; this.#noticed < events.length; this.#noticed += 1) {
      const event = events[this.#noticed];
      if (event?.plural !== ipReservations.plural || event.object === undefined) continue;
      const { spec, status } = ipReservations.schema.parse(event.object);
      const runs = this.machines.running.get(spec.podName)?.uid;
      if (status?.phase === 'Released' && runs !== undefined && status.podUID === runs) {
        this.machines.violations.push(`${spec.podName} runs and its addresses are released`);
      }
    }
  }

  /** The one that is replaced goes on for as long as it does not know. */
  #replace(): void {
    this.#join();
    const old = this.#allocators[this.#turns.below(this.#allocators.length)];
    if (this.#turns.chance(0.5) || this.#allocators.length > this.settings.allocators + 2) {
      old?.die();
      this.#allocators.splice(
        0,
        this.#allocators.length,
        ...this.#allocators.filter(({ isDead }) => !isDead),
      );
    }
  }

  /** Mostly one that runs: who ends before it began puts little to the test. */
  #endPod(): void {
    const name = this.#anyName();
    if (this.machines.running.has(name) || this.#turns.chance(0.1)) this.machines.end(name);
  }

  #makePod(): void {
    const ref = podOf(this.#anyName());
    if (this.server.get(pods, ref) !== undefined) return;
    const isWishing = this.#turns.chance(this.settings.wishes);
    const annotations = isWishing ? { 'statewright.io/ip': this.#anyAddress() } : {};
    this.server.create(pods, { metadata: { ...ref, annotations }, spec: { containers: [] } });
    this.#made += 1;
  }

  #anyName(): string {
    return `web-${this.#turns.below(this.settings.names)}`;
  }

  #anyAddress(): string {
    return `10.1.0.${1 + this.#turns.below(30)}`;
  }

  #anyAllocator(): Allocator | undefined {
    return this.#allocators[this.#turns.below(this.#allocators.length)];
  }

  async #sweep(): Promise<void> {
    const loss = (): number => (this.#quiet ? 0 : this.settings.loss);
    const kubernetes = unreliableClient(this.server, this.#turns, {
      dead: new AbortController().signal,
      loss,
    });
    await sweep({ kubernetes, dryRun: false, now: new Date(this.#time) });
  }

  async #sweepNow(): Promise<void> {
    let isOver = false;
    const swept = this.#sweep().finally(() => (isOver = true));
    await this.#until(() => isOver);
    await swept;
  }

  async #drain(): Promise<void> {
    while (this.#turns.waiting > 0) await this.#turns.next();
  }

  async #until(condition: () => boolean): Promise<void> {
    for (let step = 0; !condition(); step += 1) {
      if (step > 20_000) throw new Error('it does not come to rest');
      for (const allocator of this.#allocators) {
        for (let times = 0; times < 8; times += 1) allocator.hear(1_000);
        for (let times = 0; times < 40; times += 1) allocator.work();
      }
      for (let times = 0; times < 60 && this.#turns.waiting > 0; times += 1) await this.#turns.next();
      // Who waits for no request goes on too.
      await new Promise((resolve) => setImmediate(resolve));
      this.#time += 100;
    }
  }
}
