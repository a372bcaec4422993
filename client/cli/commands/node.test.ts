import { describe, expect, it } from 'vitest';
import { runCli } from '../program.js';
import { worldOf } from '../world.fixture.js';
import type { FullMachineDescription, Nodes } from '../../nodes/nodes.js';
import { machineOfSweep } from '../../nodes/last-sweeps.js';

const counts = {
  inUse: 1,
  inUseWithoutLink: 0,
  inUseWithoutPort: 0,
  leftoverPair: 2,
  leftoverPort: 0,
  leftoverLink: 1,
};
const clean = {
  machine: 'm1',
  outcome: 'Clean',
  message: 'Nothing to remove.',
  removed: 0,
  kept: [],
  unread: [],
} as const;
const machine = { name: 'm1', ready: true, schedulable: true, createdAt: undefined, address: '10.0.0.1' };
const description: FullMachineDescription = {
  machine: {
    ...machine,
    lastSweep: {
      workflowId: 'sweepVeths/m1',
      startedAt: new Date(0).toISOString(),
      state: 'COMPLETED',
      result: clean,
    },
  },
  network: {
    machine: 'm1',
    bridge: 'br-pods',
    datapath: 'netdev',
    switchVersion: '3.1.0',
    ports: [
      {
        name: 'sw1',
        pod: 'shop/web-0',
        addresses: ['10.90.64.5', 'fd90::5'],
        mac: '0a:58:0a:5a:40:05',
        vlan: 7,
        ofport: 1,
        class: 'inUse',
      },
    ],
    morePorts: 0,
    survey: { at: '', unread: [], counts, suspects: [] },
  },
  unanswered: [],
};

async function cli(words: string, answers: Partial<Nodes>) {
  const { world, out, err } = worldOf({}, {}, answers);
  const code = await runCli(words.split(' '), world);
  return { code, out: out(), err: err() };
}

describe('statewright node', () => {
  it('describe shows bridge, ports with pods, addresses and VLAN, leftovers by class, and the last sweep', async () => {
    const { code, out } = await cli('node describe m1', { describe: () => Promise.resolve(description) });
    expect(code).toBe(0);
    expect(out).toMatch(/Bridge: +br-pods, datapath netdev/);
    expect(out).toMatch(/shop\/web-0 +10\.90\.64\.5, fd90::5 +7 +sw1 +0a:58:0a:5a:40:05 +in use/);
    expect(out).toContain('2 ports and links without sandbox and pod');
    expect(out).toContain('1 links without port and sandbox');
    expect(out).toMatch(/Last sweep: +Clean, \d+s ago/);
  });

  it('describe shows what Kubernetes knows when the agent is silent, and names what is missing', async () => {
    const unanswered = [
      { question: 'the network of the machine', sentence: 'It is silent.', remedy: 'Wake it.' },
    ];
    const answer = { machine, unanswered };
    const { out } = await cli('node describe m1', { describe: () => Promise.resolve(answer) });
    expect(out).toContain('the network of the machine: It is silent.');
    expect(out).not.toContain('Bridge');
  });

  it('list shows each machine', async () => {
    const list = () => Promise.resolve({ machines: [{ ...machine, schedulable: false }], unanswered: [] });
    expect((await cli('node list', { list })).out).toMatch(/m1 +Ready, cordoned +10\.0\.0\.1/);
  });

  it('sweep passes on what was asked for, and answers 1 when nothing is known', async () => {
    const asked: unknown[] = [];
    const unknown = { ...clean, outcome: 'Unknown' } as const;
    const sweep: Nodes['sweep'] = (...args) => {
      asked.push(args);
      return Promise.resolve(unknown);
    };
    expect((await cli('node sweep m1 --dry-run --grace 5s', { sweep })).code).toBe(1);
    expect(asked).toEqual([['m1', { dryRun: true, graceSeconds: 5 }]]);
  });
});

describe('the id of a sweep', () => {
  it.each([
    ['sweepVeths/m1', 'm1'],
    ['sweepVeths/m1-2026-11-24T10:00:00Z', 'm1'],
    ['sweepVeths/m1-2026', 'm1-2026'],
    ['cluster/shop/web', undefined],
  ])('%s is of machine %s', (id, name) => {
    expect(machineOfSweep(id)).toBe(name);
  });
});
