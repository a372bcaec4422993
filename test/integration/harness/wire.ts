import { randomBytes } from 'node:crypto';
import { NetworkNamespace, run } from './network-namespace.js';
import { builtCniProgram } from './cni-program.js';
import { SwitchMachine } from './switch-machine.js';
import { waitUntil } from './wait-until.js';

/** A bridge in a namespace of its own: the network that machines are plugged into. */
export class Wire {
  private constructor(private readonly namespace: NetworkNamespace) {}

  static async make(): Promise<Wire> {
    const namespace = await NetworkNamespace.make();
    await run('ip', '-n', namespace.name, 'link', 'add', 'wire', 'type', 'bridge');
    await run('ip', '-n', namespace.name, 'link', 'set', 'wire', 'up');
    return new Wire(namespace);
  }

  async plug(into: NetworkNamespace, link: string): Promise<void> {
    const port = await linkBetween(this.namespace, into, link);
    await run('ip', '-n', this.namespace.name, 'link', 'set', port, 'master', 'wire');
  }

  async remove(): Promise<void> {
    await this.namespace.remove();
  }
}

/** The same with VLANs: a switch in user space, since kernels exist whose bridge knows none. */
export class TaggingWire {
  private constructor(private readonly machine: SwitchMachine) {}

  static async make(): Promise<TaggingWire> {
    const machine = await SwitchMachine.start(await builtCniProgram());
    await machine.vsctl('add-br', 'wire', '--', 'set', 'bridge', 'wire', 'datapath_type=netdev');
    return new TaggingWire(machine);
  }

  /** Frames of this VLAN without a tag; without a VLAN all frames, with their tags. */
  async plug(into: NetworkNamespace, link: string, vlan?: number): Promise<void> {
    const { machine } = this;
    const port = await linkBetween(machine.namespace, into, link);
    await machine.vsctl('add-port', 'wire', port, ...(vlan === undefined ? [] : [`tag=${vlan}`]));
    await waitUntil(`port ${port} works`, async () =>
      /^[1-9]/.test(await machine.vsctl('get', 'interface', port, 'ofport')),
    );
  }

  async remove(): Promise<void> {
    await this.machine.stop();
  }
}

/** Makes a pair of links that are up; returns the name of the end in `from`. */
async function linkBetween(from: NetworkNamespace, into: NetworkNamespace, link: string): Promise<string> {
  const port = `p${randomBytes(5).toString('hex')}`;
  const ends = ['link', 'add', port, 'type', 'veth', 'peer', 'name', link, 'netns', into.name];
  await run('ip', '-n', from.name, ...ends);
  await run('ip', '-n', from.name, 'link', 'set', port, 'up');
  await run('ip', '-n', into.name, 'link', 'set', link, 'up');
  return port;
}
