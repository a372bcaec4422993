import { vipProblems, sectionsOf, type Section } from '../../../api/balancer/haproxy/index.js';
import type { Vip } from '../../../api/balancer/index.js';
import type { DataPlane } from '../data-plane.js';
import { addressChange, type AddressChange, type Addresses, type HeldAddress } from './addresses.js';
import { sectionOptions } from './configuration.js';
import type { Connections } from './connections.js';
import type { Datagrams } from './datagram-rules.js';

/** A VIP, or a part of it, that is not served. The others are. */
export interface Refusal {
  readonly vip: Vip;
  readonly reason: string;
}

export interface ServingParts {
  readonly addresses: Addresses;
  readonly connections: Connections;
  readonly datagrams: Datagrams;
  /** Told after each apply, also of nothing. */
  readonly refused: (refusals: readonly Refusal[]) => void;
  /** Told of what goes wrong outside an apply, and is tried again. */
  readonly failed: (error: unknown) => void;
  /** How often it is looked whether all is as it was left. */
  readonly lookEveryMs: number;
}

/** What follows from a VIP; VIPs never change, so it is worked out once for each. */
interface Consequences {
  readonly problem: string | undefined;
  readonly sections: readonly Section[];
}

/** How many looks are between two at what costs more: addresses, rules, and what was refused. */
const looksBetweenThorough = 20;

/**
 * Serves VIPs in a network namespace. Applies go one by one; of those that come meanwhile only the last is carried out,
 * for all of them. What somebody else breaks, a HAProxy that was killed for example, is mended by itself.
 */
export class ServingDataPlane implements DataPlane {
  readonly #consequences = new WeakMap<Vip, Consequences>();
  readonly #timer: NodeJS.Timeout;
  #wanted: readonly Vip[] | undefined;
  #held: readonly HeldAddress[] | undefined;
  #turn: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #looks = 0;

  constructor(private readonly parts: ServingParts) {
    this.#timer = setInterval(() => void this.#look(), parts.lookEveryMs);
    this.#timer.unref();
  }

  apply(vips: readonly Vip[]): Promise<void> {
    this.#wanted = vips;
    this.#next ??= this.#inTurn(() => {
      this.#next = undefined;
      return this.#serve(this.#wanted ?? []);
    });
    return this.#next;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Addresses come before those who listen on them and go after them, so that nobody meets an address with a closed port. */
  async #serve(vips: readonly Vip[]): Promise<void> {
    const { addresses, connections, datagrams, refused } = this.parts;
    const refusals: Refusal[] = [];
    const byAddress = new Map<string, Vip>();
    for (const vip of vips) {
      const { problem } = this.#of(vip);
      const reason = problem ?? (byAddress.has(vip.address) ? 'another VIP has its address' : undefined);
      if (reason === undefined) byAddress.set(vip.address, vip);
      else refusals.push({ vip, reason });
    }
    const sound = [...byAddress.values()];
    const wanted = new Set(byAddress.keys());
    const { held, added, removed } = await this.#addressChange(wanted);
    this.#held = undefined;
    await addresses.add(added);
    await datagrams.apply(sound);
    const reasons = await connections.apply(sound.flatMap((vip) => this.#of(vip).sections));
    await addresses.remove(removed);
    const isGone = new Set(removed);
    this.#held = [
      ...held.filter(({ address }) => !isGone.has(address)),
      ...added.map((address) => ({ address, isOurs: true })),
    ];
    void addresses.announce(added).catch(this.parts.failed);
    for (const vip of reasons.size === 0 ? [] : sound) {
      const reason = this.#of(vip)
        .sections.map(({ name }) => reasons.get(name))
        .find((text) => text !== undefined);
      if (reason !== undefined) refusals.push({ vip, reason });
    }
    refused(refusals);
  }

  /** What is remembered tells whether anything has to change; what has to is decided on what is there now. */
  async #addressChange(
    wanted: ReadonlySet<string>,
  ): Promise<AddressChange & { readonly held: readonly HeldAddress[] }> {
    if (this.#held !== undefined) {
      const { added, removed } = addressChange(this.#held, wanted);
      if (added.length + removed.length === 0) return { held: this.#held, added, removed };
    }
    const held = await this.parts.addresses.read();
    return { held, ...addressChange(held, wanted) };
  }

  #of(vip: Vip): Consequences {
    const known = this.#consequences.get(vip);
    if (known) return known;
    const problems = vipProblems(vip);
    const consequences: Consequences =
      problems.length === 0
        ? { problem: undefined, sections: sectionsOf(vip, sectionOptions) }
        : { problem: problems.map(({ path, reason }) => `${path} ${reason}`).join('; '), sections: [] };
    this.#consequences.set(vip, consequences);
    return consequences;
  }

  async #look(): Promise<void> {
    const { connections, datagrams, failed } = this.parts;
    if (this.#wanted === undefined || this.#next !== undefined) return;
    this.#looks += 1;
    const isThorough = this.#looks % looksBetweenThorough === 0;
    await this.#inTurn(async () => {
      const isWell = await connections.isWell();
      if (isThorough) {
        this.#held = undefined;
        connections.forgive();
        await datagrams.look();
      }
      if (!isWell || isThorough) await this.#serve(this.#wanted ?? []);
    }).catch(failed);
  }
}
