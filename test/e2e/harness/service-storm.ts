import { endpointSlices, services, type Service } from '../../../kubernetes/index.js';
import { StatewrightError } from '../../../api/errors/index.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import type { RunningStack } from './running-stack.js';

/** When a Service was there for sure: from the reply to its creation until its deletion was asked for. */
export interface Lifetime {
  readonly uid: string;
  readonly name: string;
  end: number | undefined;
}

/**
 * Services without pods that come, change, go and come again under the same names. Each step is repeated until the API server has
 * taken it, whatever becomes of that meanwhile.
 */
export class ServiceStorm {
  readonly lifetimes: Lifetime[] = [];
  readonly #alive = new Map<string, { readonly lifetime: Lifetime; readonly address: string }>();

  constructor(
    private readonly stack: RunningStack,
    readonly namespace: string,
    private readonly below: (bound: number) => number,
  ) {}

  get names(): readonly string[] {
    return [...this.#alive.keys()];
  }

  async create(name: string, clusterIP?: string): Promise<void> {
    const { namespace } = this;
    const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
    const made = await this.#insist<Service>(`create ${name}`, async () => {
      const live = await this.stack.kubernetes.get(services, { namespace, name });
      const spec = { ports, ...(clusterIP !== undefined && { clusterIP }) };
      return live ?? this.stack.kubernetes.create(services, { metadata: { namespace, name }, spec });
    });
    const lifetime = { uid: made.metadata.uid, name, end: undefined };
    this.lifetimes.push(lifetime);
    this.#alive.set(name, { lifetime, address: made.spec.clusterIP ?? '' });
    await this.change(name);
  }

  /** Other endpoints than before. */
  async change(name: string): Promise<void> {
    const { namespace } = this;
    // Addresses that nobody has: whether traffic arrives is not the question here.
    const addresses = Array.from(
      { length: 1 + this.below(3) },
      (_, n) => `10.90.100.${1 + n + this.below(200)}`,
    );
    await this.#insist(`change ${name}`, () =>
      this.stack.kubernetes.apply(endpointSlices, {
        metadata: { namespace, name, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: [...new Set(addresses)].map((address) => ({
          addresses: [address],
          conditions: { ready: true },
        })),
        ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
      }),
    );
  }

  async remove(name: string): Promise<void> {
    const known = this.#alive.get(name);
    if (known === undefined) return;
    known.lifetime.end = Date.now();
    this.#alive.delete(name);
    const ref = { namespace: this.namespace, name };
    await this.#insist(`delete ${name}`, () => this.stack.kubernetes.delete(services, ref));
    await this.#insist(`delete the endpoints of ${name}`, () =>
      this.stack.kubernetes.delete(endpointSlices, ref),
    );
  }

  /** Deleted and at once there again, with its ClusterIP of before or another. */
  async makeAnew(name: string): Promise<void> {
    const address = this.#alive.get(name)?.address;
    await this.remove(name);
    await this.create(name, this.below(2) === 0 ? address : undefined);
  }

  async #insist<T>(what: string, step: () => Promise<T>): Promise<T> {
    let result: { readonly value: T } | undefined;
    await waitUntil(
      what,
      async () => {
        try {
          result = { value: await step() };
          return true;
        } catch (error) {
          if (error instanceof StatewrightError && error.kind !== 'Invalid') return false;
          throw error;
        }
      },
      { timeoutMs: 120_000 },
    );
    if (result === undefined) throw new Error(`${what} came to nothing`);
    return result.value;
  }
}
