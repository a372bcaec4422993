import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Member, Vip } from '../../../api/balancer/index.js';
import { serveVips, type DataPlaneOptions } from '../../../stack/tvs/data-plane/index.js';
import type { DataPlane } from '../../../stack/tvs/data-plane.js';
import { HaproxyProcess } from '../../../stack/tvs/data-plane/haproxy-process.js';
import { programs } from '../../../stack/tvs/data-plane/programs.js';
import { NetworkNamespace, run } from './network-namespace.js';
import { startInside, VipClient } from './vip-traffic.js';
import { Wire } from './wire.js';

export const memberAddresses = ['10.90.0.11', '10.90.0.12', '10.90.0.13'] as const;
export const memberAddresses6 = ['fd5a:90::11', 'fd5a:90::12', 'fd5a:90::13'] as const;
/** Of the balancer itself. */
export const balancerAddress = '10.90.0.3';
/** Two of one outside machine. */
export const clientAddresses = ['10.90.0.9', '10.90.0.10'] as const;

export function member(address: string, change: Partial<Member> = {}): Member {
  return { address, port: 9200, weight: 1, state: 'up', ...change };
}

let uid = 0;
/** A VIP with one TCP listener at port 9200, unless said otherwise. */
export function vip(address: string, members: readonly Member[], change: Partial<Vip> = {}): Vip {
  const service = { namespace: 'shop', name: 'search', uid: `u${(uid += 1)}` };
  return {
    address,
    service,
    sourceRanges: [],
    listeners: [{ protocol: 'TCP', port: 9200, members }],
    ...change,
  };
}

/** A network with a balancer, members and an outside machine, each in a network namespace. */
export class VipWorld {
  private constructor(
    readonly balancer: NetworkNamespace,
    readonly client: VipClient,
    readonly outside: NetworkNamespace,
    readonly directory: string,
    private readonly rest: {
      readonly wire: Wire;
      readonly members: NetworkNamespace;
      readonly server: ChildProcess;
    },
  ) {}

  static async make(): Promise<VipWorld> {
    const wire = await Wire.make();
    const [balancer, members, outside] = [
      await NetworkNamespace.make(),
      await NetworkNamespace.make(),
      await NetworkNamespace.make(),
    ];
    await plug(wire, balancer, [balancerAddress], ['fd5a:90::3']);
    await plug(wire, members, memberAddresses, memberAddresses6);
    await plug(wire, outside, clientAddresses, ['fd5a:90::9', 'fd5a:90::10']);
    await outside.exec('ip', 'route', 'add', '10.96.0.0/16', 'dev', 'lan', 'src', clientAddresses[0]);
    await outside.exec('ip', '-6', 'route', 'add', 'fd5a:96::/112', 'dev', 'lan');
    const server = await startInside(
      members,
      'vip-member-program',
      '9200',
      ...memberAddresses,
      ...memberAddresses6,
    );
    const client = await VipClient.start(outside);
    const directory = await mkdtemp(join(tmpdir(), 'vips-'));
    return new VipWorld(balancer, client, outside, directory, { wire, members, server });
  }

  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.balancer.name];
  }

  get haproxy(): HaproxyProcess {
    return new HaproxyProcess(programs(this.prefix), this.directory);
  }

  serve(options: Partial<DataPlaneOptions> = {}): Promise<DataPlane> {
    return serveVips({ link: 'lan', directory: this.directory, prefix: this.prefix, ...options });
  }

  /** Somebody else listens at that port of the balancer. @returns ends it */
  async occupy(port: number): Promise<() => void> {
    const child = await startInside(this.balancer, 'vip-member-program', String(port), '0.0.0.0');
    return () => void child.kill('SIGKILL');
  }

  async remove(): Promise<void> {
    this.client.stop();
    this.rest.server.kill('SIGKILL');
    await this.haproxy.end();
    for (const part of [this.balancer, this.outside, this.rest.members, this.rest.wire]) await part.remove();
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function plug(
  wire: Wire,
  namespace: NetworkNamespace,
  addresses: readonly string[],
  addresses6: readonly string[],
): Promise<void> {
  await wire.plug(namespace, 'lan');
  for (const address of addresses)
    await run('ip', '-n', namespace.name, 'addr', 'add', `${address}/24`, 'dev', 'lan');
  for (const address of addresses6)
    await run('ip', '-n', namespace.name, 'addr', 'add', `${address}/64`, 'dev', 'lan', 'nodad');
}
