import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { NetworkNamespace, run } from './network-namespace.js';

/**
 * Network namespaces on one bridge of this machine, each with an address and a hosts file of its own, as pods have them:
 * for systems that take a member for the address from which it speaks, which loopback cannot tell apart.
 */
export class NamedNamespaces {
  readonly #namespaces = new Map<string, NetworkNamespace>();

  private constructor(
    private readonly bridge: string,
    /** Addresses by name. */
    readonly addresses: ReadonlyMap<string, string>,
  ) {}

  /** `network` is the first three octets; names get addresses from .10 on. */
  static async make(network: string, names: readonly string[]): Promise<NamedNamespaces> {
    const bridge = `swb-${randomBytes(4).toString('hex')}`;
    const addresses = new Map(names.map((name, index) => [name, `${network}.${10 + index}`] as const));
    const made = new NamedNamespaces(bridge, addresses);
    await run('ip', 'link', 'add', bridge, 'type', 'bridge');
    await run('ip', 'address', 'add', `${network}.1/24`, 'dev', bridge);
    await run('ip', 'link', 'set', bridge, 'up');
    for (const name of names) await made.add(name);
    return made;
  }

  private async add(name: string): Promise<void> {
    const namespace = await NetworkNamespace.make();
    this.#namespaces.set(name, namespace);
    const port = `swp-${randomBytes(4).toString('hex')}`;
    const peer = ['peer', 'name', 'eth0', 'netns', namespace.name];
    await run('ip', 'link', 'add', port, 'type', 'veth', ...peer);
    await run('ip', 'link', 'set', port, 'master', this.bridge, 'up');
    await namespace.exec('ip', 'address', 'add', `${this.address(name)}/24`, 'dev', 'eth0');
    await namespace.exec('ip', 'link', 'set', 'eth0', 'up');
    // A program that asks for its machine's own name finds itself, as it does in a pod.
    const lines = [...this.addresses].map(
      ([host, address]) => `${address} ${host}${host === name ? ` ${hostname()}` : ''}\n`,
    );
    const folder = `/etc/netns/${namespace.name}`;
    await mkdir(folder, { recursive: true });
    // What `ip netns exec` shows as /etc/hosts.
    await writeFile(`${folder}/hosts`, `127.0.0.1 localhost\n${lines.join('')}`);
  }

  address(name: string): string {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`no namespace for ${name}`);
    return address;
  }

  /** The words in front of a program that is to run there; the program takes the place of `ip`. */
  prefix(name: string): readonly string[] {
    const namespace = this.#namespaces.get(name);
    if (namespace === undefined) throw new Error(`no namespace for ${name}`);
    return ['ip', 'netns', 'exec', namespace.name];
  }

  async remove(): Promise<void> {
    for (const namespace of this.#namespaces.values()) {
      await namespace.remove();
      await rm(`/etc/netns/${namespace.name}`, { recursive: true, force: true });
    }
    await run('ip', 'link', 'delete', this.bridge).catch(() => undefined);
  }
}
