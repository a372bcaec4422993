import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../kubernetes/index.js';
import { podFlows, type PortFacts } from '../../node/flows/pod-flows.js';
import { SwitchLink } from '../../node/flows/switch-link.js';
import type { FlowChange } from '../../node/openflow/flow-mod.js';
import { builtCniProgram } from './harness/cni-program.js';
import { run } from './harness/network-namespace.js';
import { SwitchMachine } from './harness/switch-machine.js';
import { waitUntil } from './harness/wait-until.js';

const [ours, theirs] = ['br-ours', 'br-theirs'];
const mac = '0a:58:0a:5a:40:05';
const facts: PortFacts = {
  ofport: 3,
  mac,
  addresses: ['10.90.64.5', 'fd90::5'],
  rates: { ingress: 1e7, egress: 1e6 },
};
let machine: SwitchMachine;
let link: SwitchLink;
let births = 0;

beforeAll(async () => {
  machine = await SwitchMachine.start(await builtCniProgram());
  for (const bridge of [ours, theirs]) {
    const settings = ['datapath_type=netdev', 'fail_mode=secure'];
    await machine.vsctl('add-br', bridge, '--', 'set', 'bridge', bridge, ...settings);
  }
  link = new SwitchLink({
    bridge: ours,
    socketPath: management(ours),
    clock: systemClock,
    onBorn: () => (births += 1),
    onGone: () => undefined,
  });
  link.start();
  await waitUntil('both bridges serve', async () => {
    for (const bridge of [ours, theirs]) await machine.flows(bridge);
    return births > 0;
  });
});
afterAll(async () => {
  await link.stop();
  await machine.stop();
});

const management = (bridge: string): string => join(machine.runDirectory, `${bridge}.mgmt`);
const ofctl = (bridge: string, command: string, ...args: readonly string[]): Promise<string> =>
  run('ovs-ofctl', '-O', 'OpenFlow14', command, `unix:${management(bridge)}`, ...args);
const meters = async (): Promise<string> => (await ofctl(ours, 'dump-meters')).replace(/^.*reply.*\n/, '');
const adds = (of: PortFacts): readonly FlowChange[] =>
  podFlows(of).map((flow) => ({ kind: 'add', cookie: 5n, flow }));

/** The flows of that pod in the words of ovs-ofctl(8). */
function inWords(): readonly string[] {
  const from = `in_port=3,vlan_tci=0,dl_src=${mac}`;
  const none = '00:00:00:00:00:00';
  const own = ['fd90::5', 'fe80::858:aff:fe5a:4005'];
  const source = [
    ...own.flatMap((address) => [
      `priority=250,${from},icmp6,icmp_type=136,nd_target=${address},nd_tll=${mac}`,
      `priority=250,${from},icmp6,icmp_type=136,nd_target=${address},nd_tll=${none}`,
      `priority=250,${from},icmp6,icmp_type=135,ipv6_src=${address},nd_sll=${mac}`,
      `priority=250,${from},icmp6,icmp_type=135,ipv6_src=${address},nd_sll=${none}`,
      `priority=250,${from},icmp6,icmp_type=135,ipv6_src=::,nd_target=${address},nd_sll=${none}`,
      `priority=200,${from},ipv6,ipv6_src=${address}`,
    ]),
    `priority=200,${from},arp,arp_sha=${mac},arp_spa=10.90.64.5`,
    `priority=200,${from},arp,arp_sha=${mac},arp_spa=0.0.0.0,arp_tpa=10.90.64.5,arp_op=1`,
    `priority=200,${from},ip,nw_src=10.90.64.5`,
    `priority=200,${from},icmp6,icmp_type=131,ipv6_src=::`,
    `priority=200,${from},icmp6,icmp_type=143,ipv6_src=::`,
  ];
  const dropped = [
    ...[134, 137].map((type) => `priority=300,in_port=3,icmp6,icmp_type=${type}`),
    ...[135, 136].map((type) => `priority=240,in_port=3,icmp6,icmp_type=${type}`),
    'priority=100,in_port=3',
  ];
  return [
    ...source.map((match) => `table=0,${match},actions=meter:8,goto_table:1`),
    ...dropped.map((match) => `table=0,${match},actions=drop`),
    `table=1,priority=10,dl_dst=${mac},actions=meter:7,NORMAL`,
  ];
}

describe('the switch', () => {
  it('has of a pod the very flows that ovs-ofctl makes when told them in words', async () => {
    for (const id of [7, 8]) {
      await ofctl(theirs, 'add-meter', `meter=${id},kbps,burst,band=type=drop,rate=1000,burst_size=100`);
    }
    const file = join(machine.directory, 'flows');
    await writeFile(
      file,
      inWords()
        .map((flow) => `cookie=0x5,${flow}\n`)
        .join(''),
    );
    await ofctl(theirs, 'add-flows', file);
    await link.setMeters([7, 8].map((id) => ({ id, rate: 1000, burst: 100 })));
    await link.change([{ kind: 'remove-all' }, ...adds(facts)]);
    const flows = [...(await machine.flows(ours))].sort();
    expect(flows).toEqual([...(await machine.flows(theirs))].sort());
    expect(flows).toHaveLength(podFlows(facts).length);
    expect(await meters()).toBe((await ofctl(theirs, 'dump-meters')).replace(/^.*reply.*\n/, ''));
  });

  it('takes all changes or none, and says which one it refused', async () => {
    await link.change([{ kind: 'remove-all' }, ...adds({ ...facts, rates: {} })]);
    const before = await machine.flows(ours);
    const flow = { table: 1, priority: 7, match: { inPort: 4 }, meter: 4711, then: 'forward' } as const;
    const change = link.change([{ kind: 'remove-all' }, { kind: 'add', cookie: 1n, flow }]);
    await expect(change).rejects.toMatchObject({ code: 'FlowsRefused' });
    await expect(change).rejects.toThrow(
      /adding a flow to table 1 with priority 7 for {"inPort":4} was refused: .* type 12, code 2/,
    );
    expect(await machine.flows(ours)).toEqual(before);
  });

  it('removes the flows of one cookie alone', async () => {
    const flow = { table: 1, priority: 7, match: { inPort: 4 }, then: 'forward' } as const;
    await link.change([{ kind: 'remove-all' }, ...adds({ ...facts, rates: {} })]);
    await link.change([
      { kind: 'remove', cookie: 5n },
      { kind: 'add', cookie: 1n, flow },
    ]);
    expect(await machine.flows(ours)).toEqual([' cookie=0x1, table=1, priority=7,in_port=4 actions=NORMAL']);
  });

  it('changes a meter that is there, and removes one that is not without complaint', async () => {
    await link.removeMeters([1, 7, 8]);
    await link.setMeters([{ id: 1, rate: 500, burst: 64 }]);
    await link.setMeters([{ id: 1, rate: 900, burst: 90 }]);
    expect(await meters()).toBe('meter=1 kbps burst bands=\ntype=drop rate=900 burst_size=90\n');
    await link.removeMeters([1]);
    expect(await meters()).toBe('');
    const tooHigh = { id: 0xffffff00, rate: 1, burst: 64 };
    await expect(link.setMeters([tooHigh])).rejects.toThrow(/setting meter 4294967040 was refused/);
  });

  it('keeps changes that are asked at the same time apart', async () => {
    await link.change([{ kind: 'remove-all' }]);
    const asked = Array.from({ length: 50 }, (_, index): readonly FlowChange[] => [
      {
        kind: 'add',
        cookie: BigInt(index + 1),
        flow: { table: 1, priority: index, match: {}, then: 'drop' },
      },
    ]);
    await Promise.all(asked.map((changes) => link.change(changes)));
    expect(await machine.flows(ours)).toHaveLength(50);
  });

  it('is reached again after it was killed, and until then every change is refused', async () => {
    const before = births;
    await machine.killSwitch();
    await waitUntil('the loss is noticed', async () => {
      const [outcome] = await Promise.allSettled([link.change([{ kind: 'remove-all' }])]);
      return outcome.status === 'rejected';
    });
    await expect(link.setMeters([])).rejects.toMatchObject({ code: 'FlowsRefused' });
    await machine.startSwitch();
    await waitUntil('it is back', () => births > before);
    await link.change([{ kind: 'remove-all' }]);
    expect(await machine.flows(ours)).toEqual([]);
  });
});
