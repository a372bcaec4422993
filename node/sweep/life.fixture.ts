import { StatewrightError } from '../../api/errors/index.js';
import type { Pod } from '../../kubernetes/index.js';
import { add } from '../cni/add.js';
import type { MachineNetwork } from '../cni/machine-network.js';
import { RecentAdditions } from '../cni/recent-additions.js';
import { remove } from '../cni/remove.js';
import { KeyedTurns } from '../keyed-turns.js';
import type { HostLink } from '../links/protocol.js';
import { hostLinkName, podPorts } from '../ovsdb/port-facts.js';
import type { SweptMachine } from './survey.js';
import { MemorySwitch } from './switch.fixture.js';

/** Lets others happen first, in an order that the test decides. */
export type Pause = (label: string) => Promise<void>;

/** What an agent did was cut off: it is dead, and whether it was done nobody knows. */
export class AgentDied extends Error {}

export interface Sandbox {
  readonly containerId: string;
  readonly podUid: string;
  readonly pod: string;
}

/**
 * A machine in memory with what outlives its agent: the switch, the links, the runtime's sandboxes, the pods of the API server; and
 * agents, of which one lives at a time, made of the real code of ADD, DEL and the sweep.
 */
export class SimulatedMachine {
  readonly switch = new MemorySwitch('br-pods');
  readonly links = new Map<string, HostLink>();
  readonly pods = new Map<string, Pod>();
  /** What the runtime lists. */
  readonly listed = new Set<string>();
  /** Sandboxes that run with their network made: their ports and links must be there. */
  readonly running = new Map<string, Sandbox>();
  /** Sandboxes that are being started, and are not listed yet. */
  readonly starting = new Set<string>();
  ms = 0;
  #lastIndex = 0;
  agent: SimulatedAgent;

  constructor(
    readonly pause: Pause,
    readonly listFails: () => boolean,
  ) {
    this.agent = new SimulatedAgent(this);
  }

  /** kill -9: what it was at stops wherever it is. */
  killAgent(): void {
    this.agent.kill();
    this.agent = new SimulatedAgent(this);
  }

  attach(host: string, alias: string): void {
    if (this.links.get(host)?.alias === alias) return;
    this.#lastIndex += 1;
    this.links.set(host, { name: host, index: this.#lastIndex, alias });
  }

  /** Sandboxes that run and lack their port or their link. */
  broken(): readonly string[] {
    const ports = new Set(podPorts(this.switch.replica, 'br-pods').map(({ owner }) => owner.containerId));
    return [...this.running.keys()].filter(
      (id) => !ports.has(id) || !this.links.has(hostLinkName(id, 'eth0')),
    );
  }

  /** Names of ports and links of ours. */
  names(): ReadonlySet<string> {
    const ports = podPorts(this.switch.replica, 'br-pods').map(({ name }) => name);
    return new Set([...ports, ...this.links.keys()]);
  }
}

export class SimulatedAgent {
  readonly network: MachineNetwork;
  readonly swept: SweptMachine;
  #alive = true;
  readonly #dying: ((error: Error) => void)[] = [];

  constructor(private readonly machine: SimulatedMachine) {
    const clock = {
      monotonic: () => machine.ms,
      date: () => new Date(machine.ms),
      sleep: () => Promise.resolve(),
    };
    const io = async <T>(label: string, act: () => T): Promise<T> => {
      await this.#step(label);
      const done = act();
      await this.#step(`${label} is answered`);
      return done;
    };
    const read = async <T>(label: string, act: () => T): Promise<T> =>
      io(label, () => {
        if (machine.listFails()) throw new StatewrightError('ListUnread', { list: label, reason: 'chance' });
        return act();
      });
    this.network = {
      bridge: 'br-pods',
      uplink: undefined,
      probeLink: undefined,
      clock,
      turns: new KeyedTurns(),
      additions: new RecentAdditions(clock, 1_000),
      onLeftover: () => undefined,
      pods: { read: (namespace, name, uid) => io('read pod', () => this.#podNetwork(namespace, name, uid)) },
      flows: {
        inSync: true,
        set: () => io('set flows', () => undefined),
        remove: () => io('remove flows', () => undefined),
      },
      database: {
        view: () => machine.switch.replica,
        transact: (operations) => io('transact', () => machine.switch.transact(operations)),
        until: async (_what, look) => {
          const found = look(machine.switch.replica);
          if (found === undefined)
            throw new StatewrightError('OvsUnavailable', { socket: '', reason: 'not there' });
          return io('wait for port', () => found);
        },
      },
      links: {
        attach: ({ host, alias }) =>
          io('attach', () => {
            machine.attach(host, alias);
            return { hostMac: '', index: 1 };
          }),
        detach: (host) => io('detach', () => machine.links.delete(host)),
        check: () => Promise.resolve([]),
        announce: () => io('announce', () => undefined),
        list: () => read('links', () => [...machine.links.values()]),
        purge: (hosts) => io('purge', () => hosts.forEach((host) => machine.links.delete(host))),
        raise: () => Promise.resolve(),
      },
    };
    this.swept = {
      machine: 'm1',
      network: this.network,
      runtime: { sandboxes: () => read('sandboxes', () => new Set(machine.listed)) },
      kubernetes: {
        // The one kind that is listed; the type of the list is the caller's.
        list: () =>
          read('pods', () => ({ items: [...machine.pods.values()] as never[], resourceVersion: '1' })),
      },
    };
  }

  kill(): void {
    this.#alive = false;
    for (const die of this.#dying) die(new AgentDied());
  }

  /** Carries out what is asked of this agent. @throws AgentDied as soon as it is killed */
  async ask<T>(act: () => Promise<T>): Promise<T> {
    return Promise.race([act(), new Promise<never>((_, reject) => this.#dying.push(reject))]);
  }

  add({ containerId, pod, podUid }: Sandbox): Promise<unknown> {
    const request = {
      containerId,
      ifname: 'eth0',
      netns: `/run/netns/${containerId}`,
      namespace: 'shop',
      pod,
      podUid,
    };
    return this.ask(() => add(this.network, '1.1.0', request));
  }

  remove({ containerId }: Sandbox): Promise<void> {
    return this.ask(() => remove(this.network, { containerId, ifname: 'eth0' }));
  }

  async #step(label: string): Promise<void> {
    await this.machine.pause(label);
    // A dead process does nothing more, and nobody hears of it.
    if (!this.#alive) await new Promise(() => undefined);
  }

  #podNetwork(namespace: string, name: string, uid: string | undefined) {
    const pod = [...this.machine.pods.values()].find(({ metadata }) => metadata.uid === uid);
    if (pod === undefined)
      throw new StatewrightError('PodGone', { pod: `${namespace}/${name}`, uid: uid ?? '' });
    const ipv4 = { subnet: '10.90.0.0/16', ranges: ['10.90.0.0/16'] };
    const spec = { ipv4, retention: '72h', exhausted: 'Wait' } as const;
    return { pod, addresses: ['10.90.0.5'], pool: { metadata: pod.metadata, spec } };
  }
}
