import { removeVips } from '../../../activities/balancer/remove-vips.js';
import { syncVip } from '../../../activities/balancer/sync-vip.js';
import type { VipDependencies } from '../../../activities/balancer/dependencies.js';
import { clusterAddresses, isGoing, vipDifference, wantedVips } from '../../../api/balancer/index.js';
import { StatewrightError } from '../../../api/errors/index.js';
import { formatKey, type ObjectKey } from '../../../api/names.js';
import type { Service } from '../../../kubernetes/index.js';
import { MemoryBalancer, type Fate } from '../../harness/memory-balancer.js';
import { ServiceCluster } from '../../harness/service-cluster.js';
import { randomOf, Turns } from '../addresses/turns.js';

export interface VipLifeSettings {
  readonly seed: number;
  readonly names: number;
  readonly addresses: number;
  readonly steps: number;
  readonly loss: number;
  /** How likely a request comes before the next change: near 1, looks are over before it. */
  readonly pace: number;
  readonly finalizer: boolean;
}

/** In turns. */
const graceMs = 60;

/** Services that come, change and go, and looks at them that overlap in any order while requests and replies get lost. */
export class VipLife {
  readonly cluster = new ServiceCluster();
  readonly violations: string[] = [];
  readonly balancer: MemoryBalancer;
  readonly #turns: Turns;
  readonly #deps: VipDependencies;
  readonly #keys: readonly ObjectKey[];
  #isQuiet = false;
  /** Time goes by turns. */
  #now = 0;
  #running = 0;

  constructor(private readonly settings: VipLifeSettings) {
    this.#turns = new Turns(randomOf(settings.seed));
    this.#keys = Array.from({ length: settings.names }, (_, index) => ({
      namespace: 'shop',
      name: `s${index}`,
    }));
    this.balancer = new MemoryBalancer({ fate: (verb) => this.#fate(verb) });
    const kubernetes = this.cluster.client(async () => {
      await this.#turns.turn();
      if (this.#isLost())
        throw new StatewrightError('KubernetesUnavailable', { verb: 'call', object: '', reason: 'lost' });
    });
    const { finalizer } = settings;
    this.#deps = {
      kubernetes,
      open: () => Promise.resolve({ balancer: this.balancer, owner: this.balancer.owner }),
      settings: { services: 'all', finalizer, namespaces: [], graceMs },
      monotonic: () => this.#now,
    };
    const remove = this.balancer.vips.delete.bind(this.balancer.vips);
    this.balancer.vips.delete = (recorded) => {
      const { service, address } = recorded.vip;
      const living = this.cluster.find(service) as unknown as Service | undefined;
      const has = living?.metadata.uid === service.uid && clusterAddresses(living).includes(address);
      if (living !== undefined && has && !isGoing(living)) {
        this.violations.push(`removed ${address} of ${formatKey(service)}, which lives`);
      }
      remove(recorded);
    };
  }

  async live(): Promise<void> {
    const { steps } = this.settings;
    for (let step = 0; step < steps; step += 1) {
      this.#happen();
      do await this.#next();
      while (this.#running > 20 || (this.#running > 0 && this.#turns.chance(this.settings.pace)));
    }
    while (this.#running > 0) await this.#next();
    this.#isQuiet = true;
    // What resync and sweep come to: each Service is looked at again, twice for what waits for another. Where nothing is lost, the
    // looks that the changes led to are enough.
    for (let time = 0; time < (this.settings.loss === 0 ? 0 : 3); time += 1) {
      for (const key of this.#keys) this.#look(key, 1);
      while (this.#running > 0) await this.#next();
    }
    this.#judge();
  }

  async #next(): Promise<void> {
    this.#now += 1;
    await this.#turns.next();
  }

  /** Something changes in the cluster, and somebody looks, now or later, once or twice. */
  #happen(): void {
    const key = this.#keys[this.#turns.below(this.#keys.length)];
    if (key === undefined) return;
    const known = this.cluster.find(key);
    if (known === undefined) {
      const free = this.#freeAddress();
      if (free !== undefined) this.cluster.service(key, [free]);
    } else if (this.#turns.chance(0.4)) {
      this.cluster.delete(key);
      // Made again at once, often with the address it had.
      const free = this.#turns.chance(0.5) ? this.#freeAddress() : undefined;
      if (free !== undefined && this.cluster.find(key) === undefined) this.cluster.service(key, [free]);
    }
    if (this.cluster.find(key) !== undefined) {
      const members = Array.from({ length: this.#turns.below(4) }, () => [
        `10.0.0.${this.#turns.below(9)}`,
        {},
      ]);
      this.cluster.endpoints(key, Object.fromEntries(members) as Record<string, Record<string, unknown>>);
    }
    if (this.settings.loss === 0 || this.#turns.chance(0.8)) this.#look(key, 3);
    if (this.#turns.chance(0.3)) this.#look(key, 3);
  }

  #freeAddress(): string | undefined {
    const taken = new Set(this.cluster.services.flatMap((one) => clusterAddresses(one as never)));
    const free = Array.from({ length: this.settings.addresses }, (_, index) => `10.96.0.${index + 1}`).filter(
      (address) => !taken.has(address),
    );
    return free[this.#turns.below(free.length)];
  }

  /** What the workflow does: looks, removes what is over after a while, looks again; tries again after a failure. */
  #look(key: ObjectKey, patience: number): void {
    this.#running += 1;
    const run = async (left: number): Promise<void> => {
      try {
        for (let time = 0; time < 50; time += 1) {
          const { over, again } = await syncVip(this.#deps, key);
          if (again) continue;
          if (over.length === 0) return;
          const seenAt = this.#now;
          while (this.#now - seenAt < graceMs) await this.#turns.turn();
          await removeVips(this.#deps, { service: key, vips: over });
        }
      } catch (error) {
        const isOutage = error instanceof StatewrightError && error.kind === 'Unavailable';
        if (!isOutage) this.violations.push(String(error));
        else if (left > 0 || this.settings.loss === 0) await run(left - 1);
      }
    };
    void run(patience).finally(() => (this.#running -= 1));
  }

  async #fate(verb: string): Promise<Fate> {
    const sentAt = this.#now;
    await this.#turns.turn();
    // No request is waited for longer than that.
    if (this.#now - sentAt > graceMs / 2) return 'failed';
    if (!this.#isLost()) return 'done';
    return verb === 'list' || this.#turns.chance(0.5) ? 'failed' : 'lost';
  }

  #isLost(): boolean {
    return !this.#isQuiet && this.#turns.chance(this.settings.loss);
  }

  #judge(): void {
    const made = new Set<string>();
    for (const { verb, id, uid } of this.balancer.vips.journal) {
      if (verb === 'make' && made.has(`${id} ${uid}`))
        this.violations.push(`${id} was made twice for ${uid}`);
      if (verb === 'make') made.add(`${id} ${uid}`);
    }
    const left = new Map(this.balancer.owned.map((one) => [one.vip.address, one.vip]));
    for (const service of this.cluster.services as unknown as Service[]) {
      const { namespace = '', name } = service.metadata;
      const slices = this.cluster.slicesOf({ namespace, name }) as never;
      for (const vip of wantedVips(service, slices, 'all').vips) {
        const recorded = left.get(vip.address);
        left.delete(vip.address);
        if (recorded === undefined) this.violations.push(`${vip.address} of ${name} is missing`);
        else if (vipDifference(vip, recorded).length > 0)
          this.violations.push(`${vip.address} of ${name} differs`);
      }
    }
    for (const address of left.keys()) this.violations.push(`${address} is left over`);
  }
}
