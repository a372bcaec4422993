import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import { clusterView, partition } from '../cluster-view.fixture.js';
import type { ClusterView } from '../cluster-view.js';
import { brokerGuards } from './broker-guards.js';
import { controllerGuards } from './controllers.js';
import { planDrain } from './plan.js';
import type { BrokerStorage } from './storage.js';

const disks = (free: number, sizes: Readonly<Record<string, number>> = {}): BrokerStorage => ({
  sizes: new Map(Object.entries(sizes)),
  free,
  total: 1000,
});

function failing(view: ClusterView, departure: Departure, minInSync = 1, free = 1000) {
  const broker = 2;
  const plan = planDrain(view, broker, new Set());
  const settings = new Map(view.partitions.map(({ topic }) => [topic, { minInSync, throttled: '' }]));
  const storage = new Map([
    [0, disks(free)],
    [1, disks(free)],
    [2, disks(free, { 'a-0': 500 })],
  ]);
  return brokerGuards({ broker, view, plan, settings, storage }, departure)
    .filter(({ holds }) => !holds)
    .map(({ name, detail }) => `${name}: ${detail}`);
}

describe('the guards of a broker', () => {
  const two = clusterView({ brokers: 3, partitions: [partition('a-0', [2, 1])] });
  const three = clusterView({ brokers: 3, partitions: [partition('a-0', [0, 1, 2])] });
  const lagging = clusterView({ brokers: 3, partitions: [partition('a-0', [0, 1], { inSync: [0] })] });
  const short = '1 partitions would have too few copies in sync without broker 2: a-0.';
  const inSync = `Every partition keeps min.insync.replicas: ${short}`;
  const room =
    'Every partition has another broker to go to: 1 partitions have a copy on every broker that there is: a-0.';

  it.each<readonly [string, ClusterView, Departure, number, readonly string[]]>([
    ['a broker whose partitions can move may go', two, 'offline', 2, []],
    ['a broker whose partitions can move may be given up', two, 'scale-down', 2, []],
    ['its restart needs those that are left to be enough', two, 'restart', 2, [inSync]],
    ['its restart is fine when they are', two, 'restart', 1, []],
    ['what stays on it must be enough without it', three, 'offline', 3, [inSync]],
    ['what stays on it may be enough without it', three, 'offline', 2, []],
    ['what would stay on it forever keeps it', three, 'scale-down', 2, [room]],
    [
      'another copy out of sync keeps it',
      lagging,
      'restart',
      1,
      ['No partition is under-replicated: 1 of 1 partitions have copies out of sync: a-0.'],
    ],
    [
      'its own copy out of sync does not keep it',
      clusterView({ brokers: 3, partitions: [partition('a-0', [2, 1], { inSync: [1] })], fenced: [2] }),
      'offline',
      1,
      [],
    ],
    [
      'the only broker may restart',
      clusterView({ brokers: 1, partitions: [partition('a-0', [0])] }),
      'restart',
      1,
      [],
    ],
    [
      'controllers without a leader keep it',
      { ...two, quorum: undefined },
      'offline',
      1,
      ['The controllers have a leader: No broker hears of a leading controller.'],
    ],
  ])('%s', (_sentence, view, departure, minInSync, expected) => {
    expect(failing(view, departure, minInSync)).toEqual(expected);
  });

  it('keep it when those that take its partitions would be too full', () => {
    expect(failing(two, 'offline', 1, 600)).toEqual([]);
    expect(failing(two, 'offline', 1, 599)).toEqual([
      'Free space on the others covers what moves: Broker 0 has room for 499 of 500 bytes.',
    ]);
    expect(failing(two, 'restart', 1, 0)).toEqual([]);
  });
});

describe('the guards of a controller', () => {
  const voters = (...caughtUp: readonly boolean[]) =>
    clusterView({
      brokers: 1,
      voters: caughtUp.map((there, index) => ({ id: 1000 + index, directory: `d${index}`, caughtUp: there })),
    });
  const member = { nodeType: 'controller', ordinal: 2 };

  it.each<readonly [ClusterView, Departure, boolean, string]>([
    [
      voters(true, true, true),
      'restart',
      true,
      'Without controller 1002 there are 2 of 3 with a vote, 2 are needed.',
    ],
    [
      voters(true, true, true),
      'offline',
      true,
      'Without controller 1002 there are 2 of 2 with a vote, 2 are needed.',
    ],
    [
      voters(true, false, true),
      'restart',
      false,
      'Without controller 1002 there are 1 of 3 with a vote, 2 are needed.',
    ],
    [
      voters(true, false, true),
      'offline',
      false,
      'Without controller 1002 there are 1 of 2 with a vote, 2 are needed.',
    ],
    [
      voters(true),
      'restart',
      true,
      'The only controller: nothing can be changed while it restarts, brokers serve on.',
    ],
  ])('say of the quorum what is left of it (row %#)', (view, departure, holds, detail) => {
    expect(controllerGuards(view, member, departure).at(-1)).toEqual({
      name: 'The controllers keep their quorum',
      holds,
      detail,
    });
  });

  it('do not let the last one go for longer than a restart', () => {
    const only = { nodeType: 'controller', ordinal: 0 };
    expect(controllerGuards(voters(true), only, 'offline').at(-1)?.holds).toBe(false);
    expect(controllerGuards(voters(true), only, 'restart').at(-1)?.holds).toBe(true);
  });
});
