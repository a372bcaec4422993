import { describe, expect, it } from 'vitest';
import { systemClock } from '../../kubernetes/index.js';
import type { FlowChange } from '../openflow/flow-mod.js';
import { podPorts, type PodPort } from '../ovsdb/port-facts.js';
import { Replica } from '../ovsdb/replica.js';
import { BridgeFlows } from './bridge-flows.js';
import { cookieOf } from './flow-changes.js';

const bridge = 'br-pods';
const [first, second] = ['sw0000000000001', 'sw0000000000002'];

/** Ports of ours with a limit each, by name and number. */
function holding(ports: Readonly<Record<string, number>>): Replica {
  const replica = new Replica();
  const ids = (name: string): object => [
    'map',
    Object.entries({
      'statewright-container-id': name,
      'statewright-mac': '0a:58:0a:5a:40:05',
      'statewright-addresses': '10.90.64.5',
      'statewright-egress-bps': '1000000',
    }),
  ];
  const names = [bridge, ...Object.keys(ports)];
  const row = { datapath_type: 'netdev', datapath_id: ['set', []], fail_mode: 'secure' };
  const rows = (of: (name: string) => object): Record<string, { new: object }> =>
    Object.fromEntries(names.map((name) => [name, { new: of(name) }]));
  const owner = (name: string): object => (name === bridge ? ['map', []] : ids(name));
  const none = ['set', []];
  replica.apply({
    Bridge: { one: { new: { name: bridge, ports: ['set', names.map((name) => ['uuid', name])], ...row } } },
    Port: rows((name) => ({ name, interfaces: ['uuid', name], tag: 0, external_ids: owner(name) })),
    Interface: rows((name) => ({
      name,
      type: '',
      ofport: ports[name] ?? 65534,
      error: none,
      mac_in_use: none,
      mtu: none,
      external_ids: owner(name),
    })),
  });
  return replica;
}

/** A switch that answers when it is told to. */
class SlowSwitch {
  readonly asked: string[] = [];
  readonly #answers: ((error?: Error) => void)[] = [];

  readonly link = {
    change: (changes: readonly FlowChange[]) => this.#ask(changes.map((change) => this.#word(change)).join()),
    setMeters: (meters: readonly { id: number }[]) =>
      meters.length === 0 ? Promise.resolve() : this.#ask(`meters ${meters.map(({ id }) => id).join()}`),
    removeMeters: (ids: readonly number[]) =>
      ids.length === 0 ? Promise.resolve() : this.#ask(`no meters ${ids.join()}`),
  };

  /** Answers all that is asked, and what is asked then, until nothing is. */
  async answer(error?: Error): Promise<void> {
    for (let next = this.#answers.shift(); next !== undefined; next = this.#answers.shift()) {
      next(error);
      await this.settle();
    }
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  #word(change: FlowChange): string {
    if (change.kind === 'remove-all') return 'all';
    if (change.kind === 'add') return '+';
    return `-${change.cookie}`;
  }

  #ask(what: string): Promise<void> {
    this.asked.push(what);
    return new Promise((resolve, reject) => {
      this.#answers.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  }
}

function world(ports: Readonly<Record<string, number>>) {
  const slow = new SlowSwitch();
  let replica = holding(ports);
  const database = { trouble: undefined, view: () => replica };
  const { link } = slow;
  const flows = new BridgeFlows({ bridge, database, link, clock: systemClock, onSync: () => undefined });
  const port = (name: string): PodPort => {
    const found = podPorts(replica, bridge).find((one) => one.name === name);
    if (found === undefined) throw new Error(`no port ${name}`);
    return found;
  };
  const become = (now: Readonly<Record<string, number>>): void => {
    replica = holding(now);
  };
  return { slow, flows, port, become };
}

describe('the flows of a bridge', () => {
  it('are changed for several ports side by side', async () => {
    const { slow, flows, port } = world({ [first]: 1, [second]: 2 });
    const done = Promise.all([flows.set(port(first)), flows.set(port(second))]);
    expect(slow.asked).toEqual(['meters 4', 'meters 6']);
    await slow.answer();
    await done;
  });

  it('are changed for a port only after everything was set, when that has begun', async () => {
    const { slow, flows, port } = world({ [first]: 1 });
    flows.resync();
    await slow.settle();
    const done = flows.set(port(first));
    await slow.settle();
    expect(slow.asked).toEqual(['meters 4']);
    await slow.answer();
    await done;
    expect(slow.asked.map((what) => what.split(',')[0])).toEqual([
      'meters 4',
      'all',
      'meters 4',
      `-${cookieOf(first)}`,
    ]);
    expect(flows.inSync).toBe(true);
  });

  it('go with their meters, but not with those of a port that was given the number meanwhile', async () => {
    const { slow, flows, port, become } = world({ [first]: 1 });
    const gone = port(first);
    become({});
    const alone = flows.remove([gone]);
    await slow.answer();
    await alone;
    expect(slow.asked).toEqual([`-${cookieOf(first)}`, 'no meters 4']);

    become({ [second]: 1 });
    const taken = flows.remove([gone]);
    await slow.answer();
    await taken;
    expect(slow.asked.slice(2)).toEqual([`-${cookieOf(first)}`]);
  });

  it('are all set anew when some could not be removed', async () => {
    const { slow, flows, port, become } = world({ [first]: 1 });
    const gone = port(first);
    become({});
    const removed = flows.remove([gone]);
    const expected = expect(removed).rejects.toThrow('refused');
    await slow.answer(new Error('refused'));
    await expected;
    expect(flows.inSync).toBe(false);
    await slow.answer();
    await flows.stop();
    expect(slow.asked.at(-1)).toMatch(/^all/);
  });
});
