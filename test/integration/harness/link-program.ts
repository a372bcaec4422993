import { z } from 'zod';
import { LinkWorker } from '../../../node/links/link-worker.js';
import { createLinks, type Links } from '../../../node/links/links.js';
import { checkedSchema, type AttachRequest } from '../../../node/links/protocol.js';
import { systemClock } from '../../../kubernetes/index.js';
import { builtCniProgram } from './cni-program.js';
import { NetworkNamespace } from './network-namespace.js';
import { waitUntil } from './wait-until.js';

const describedSchema = z.object({
  links: z.array(
    z.object({ name: z.string(), kind: z.string(), mac: z.string(), mtu: z.number(), up: z.boolean() }),
  ),
  addresses: z.array(z.object({ link: z.string(), address: z.string() })),
  routes: z.array(z.object({ link: z.string(), to: z.string(), via: z.string().optional() })),
});

const listedSchema = z.object({
  links: z.array(z.looseObject({ name: z.string(), alias: z.string(), kind: z.string() })),
});

/** The built program making links in a namespace that stands for a machine, driven by the agent's own client. */
export class LinkProgram {
  readonly log: string[] = [];
  readonly links: Links;
  readonly #pods: NetworkNamespace[] = [];

  private constructor(
    readonly machine: NetworkNamespace,
    readonly worker: LinkWorker,
  ) {
    this.links = createLinks(worker);
  }

  static async start(): Promise<LinkProgram> {
    const program = await builtCniProgram();
    const machine = await NetworkNamespace.make();
    const log: string[] = [];
    const worker = new LinkWorker({
      program: '/usr/sbin/ip',
      args: ['netns', 'exec', machine.name, program, 'links'],
      clock: systemClock,
      onLog: (line) => log.push(line),
    });
    const made = new LinkProgram(machine, worker);
    worker.start();
    await made.runs();
    return made;
  }

  async runs(): Promise<void> {
    await waitUntil('the program runs', () => this.worker.trouble === undefined);
  }

  async namespace(): Promise<NetworkNamespace> {
    const made = await NetworkNamespace.make();
    this.#pods.push(made);
    return made;
  }

  async describe({ path: netns }: NetworkNamespace): Promise<z.infer<typeof describedSchema>> {
    return this.worker.ask('describe', { netns }, describedSchema, 10_000);
  }

  /** All there is of the links in the machine, by name. */
  async list(): Promise<ReadonlyMap<string, z.infer<typeof listedSchema>['links'][number]>> {
    const { links } = await this.worker.ask('list', {}, listedSchema, 10_000);
    return new Map(links.map((link) => [link.name, link]));
  }

  /** What CHECK finds wrong with the link that was asked for, default routes included. */
  async problems({ netns, ifname, mac, addresses, gateways, routes }: AttachRequest): Promise<string[]> {
    const defaults = gateways.map((via) => ({ to: via.includes(':') ? '::/0' : '0.0.0.0/0', via }));
    const request = { netns, ifname, mac, addresses, routes: [...defaults, ...routes] };
    return (await this.worker.ask('check', request, checkedSchema, 10_000)).problems ?? [];
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await Promise.all([this.machine, ...this.#pods].map((namespace) => namespace.remove()));
  }
}

/** The end of the pair that stays on the machine. */
export const hostLink = 'sw0123456789abc';

/** A pod with both families, as the agent asks for it. */
export function linkOf(pod: NetworkNamespace, changes: Partial<AttachRequest> = {}): AttachRequest {
  return {
    netns: pod.path,
    ifname: 'eth0',
    host: hostLink,
    alias: 'statewright c1',
    mac: '0a:58:0a:5a:40:05',
    mtu: 1400,
    addresses: ['10.90.64.5/16', 'fd90::5/64'],
    gateways: ['10.90.0.1', 'fd90::1'],
    routes: [{ to: '10.96.0.0/16' }, { to: '10.97.0.0/16', via: '10.90.0.2' }, { to: 'fd96::/112' }],
    ...changes,
  };
}
