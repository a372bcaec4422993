import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namespaces } from '../../../kubernetes/index.js';
import { actSchema, type Act, type ActingSettings } from './acting-controller.js';
import { ServerProcess } from './child.js';
import type { ControlPlane } from './control-plane.js';
import { Demand } from './demand.js';
import { trespasses } from './fencing.js';
import { Tenures, type Tenure } from './tenures.js';
import { waitUntil } from './wait-until.js';

/** Short, but with the fence of the defaults: who leads stops acting well before the lease is anybody else's. */
export const TIMES = { leaseDurationMs: 3_000, renewDeadlineMs: 2_000, retryPeriodMs: 300 };
const THINK_MS = 20;
const KEYS = 24;
const WISHES_PER_SECOND = 60;

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Processes that stand for one lease in a namespace of their own, and wishes that whoever leads is to answer. */
export class Contest {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #actsFile: string;

  private constructor(
    private readonly plane: ControlPlane,
    private readonly namespace: string,
    readonly tenures: Tenures,
    private readonly demand: Demand,
  ) {
    this.#actsFile = join(plane.directory, `${namespace}-acts`);
  }

  static async open(plane: ControlPlane, namespace: string): Promise<Contest> {
    const client = await plane.client();
    await client.create(namespaces, { metadata: { name: namespace } });
    const tenures = new Tenures(client, namespace);
    const demand = new Demand(await plane.client({ qps: WISHES_PER_SECOND, burst: 1 }), namespace, KEYS);
    return new Contest(plane, namespace, tenures, demand);
  }

  /** Starts a candidate; its connections go through the proxies at these ports, if given. */
  async enter(
    identity: string,
    ports: { readonly work?: number; readonly lease?: number } = {},
  ): Promise<void> {
    const kubeconfig = (port: number | undefined): Promise<string> =>
      this.plane.kubeconfig(port === undefined ? {} : { port });
    const settings: ActingSettings = {
      ...TIMES,
      identity,
      namespace: this.namespace,
      kubeconfig: await kubeconfig(ports.work),
      leaseKubeconfig: await kubeconfig(ports.lease),
      actsFile: this.#actsFile,
      thinkMs: THINK_MS,
    };
    const program = ['--import', here('typescript-hooks.mjs'), here('acting-controller.ts')];
    const args = [...program, JSON.stringify(settings)];
    const log = join(this.plane.directory, `${this.namespace}-${identity}.log`);
    this.#processes.set(identity, ServerProcess.start(identity, process.execPath, args, log));
  }

  process(identity: string): ServerProcess {
    const found = this.#processes.get(identity);
    if (found === undefined) throw new Error(`${identity} is not in the contest`);
    return found;
  }

  /** Complete lines only: a process may be killed, or be writing, in the middle of one. */
  acts(): readonly Act[] {
    if (!existsSync(this.#actsFile)) return [];
    const lines = readFileSync(this.#actsFile, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => actSchema.parse(JSON.parse(line)));
  }

  /** Waits until the holder of a tenure after `transitions` has acted; gives that tenure. */
  async tenureAfter(transitions: number): Promise<Tenure> {
    await this.#while(`somebody acts after tenure ${transitions}`, () =>
      this.acts().some((act) => act.transitions > transitions && this.#isCurrent(act)),
    );
    return this.#current();
  }

  /** Waits until whoever leads has acted so many times more. */
  async carriesOn(acts: number): Promise<void> {
    const before = this.acts().length;
    await this.#while(`${acts} more acts are done`, () => this.acts().length >= before + acts);
  }

  /** Ends the wishes, and waits until the last of each key is answered. */
  async settle(): Promise<void> {
    await this.demand.end();
    await this.#while('every wish is answered', () =>
      [...this.demand.wanted].every(([key, wanted]) => this.tenures.work.get(key)?.done === wanted),
    );
  }

  /** Acts without right so far, once the lease's record is newer than the last act. */
  async trespasses(): Promise<readonly string[]> {
    const acts = this.acts();
    const monotonicToUnixMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
    const toUnixMs = (at: string): number => Number(at) / 1e6 + monotonicToUnixMs;
    const last = Math.max(...acts.map(({ at }) => toUnixMs(at)));
    await this.#while('the lease is renewed after the last act', () => this.#current().renewedAt > last);
    const { all, answers } = this.tenures;
    return trespasses({ acts, answers, tenures: all, leaseDurationMs: TIMES.leaseDurationMs, toUnixMs });
  }

  async close(): Promise<void> {
    const processes = [...this.#processes.values()].filter(({ running }) => running);
    await Promise.all(processes.map((process) => process.kill()));
    await this.demand.end();
    await this.tenures.stop();
  }

  #isCurrent({ identity, transitions }: Act): boolean {
    const { current } = this.tenures;
    return current?.holder === identity && current.transitions === transitions;
  }

  #current(): Tenure {
    const { current } = this.tenures;
    if (current === undefined) throw new Error('nobody holds the lease');
    return current;
  }

  /** A candidate that ended by itself ends the waiting, with what it said last. */
  async #while(what: string, condition: () => boolean): Promise<void> {
    await waitUntil(what, condition, { timeoutMs: 30_000 }).catch((error: unknown) => {
      const logs = [...this.#processes].map(([name, process]) => `${name}: ${process.tail()}`);
      throw new Error([String(error), ...logs].join('\n'), { cause: error });
    });
  }
}
