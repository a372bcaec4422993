import { describe, expect, it } from 'vitest';
import { judge } from '../health.js';
import { readView, type ClusterView, type NodeManager } from '../cluster-view.js';
import { forContainers, nodeHeap } from '../memory.js';
import { nodeManagerGuards } from './guards.js';
import { drainReport, settleReport } from './nodemanagers.js';

const node = (ordinal: number, fields: Partial<NodeManager> = {}): NodeManager => ({
  host: `jobs-nodemanager-${ordinal}.jobs-nodemanager.team-a.svc`,
  state: 'RUNNING',
  report: '',
  containers: 0,
  used: 0,
  free: 1_000,
  ...fields,
});
const view = (...nodes: readonly NodeManager[]): ClusterView => ({
  nodes,
  applications: [{ id: 'application_1_0001', leader: `${node(1).host}:8042` }],
});
const busy = node(1, { containers: 3, used: 400, free: 600 });
const failing = (given: ClusterView, departure: 'offline' | 'restart', othersDown: readonly string[] = []) =>
  nodeManagerGuards({ view: given, node: given.nodes.at(-1), othersDown }, departure)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
const lost = 'No application would be lost';
const memory = 'The others have the memory that its containers use';

describe('guards of a NodeManager', () => {
  it.each([
    ['another has room', view(node(0), busy), 'offline', [], []],
    ['it is the only one', view(busy), 'offline', [], [lost, memory]],
    ['the other leaves', view(node(0, { state: 'DECOMMISSIONING' }), busy), 'offline', [], [lost, memory]],
    ['the other is full', view(node(0, { free: 399 }), busy), 'restart', [], [memory]],
    [
      'another is down',
      view(node(0), busy),
      'restart',
      ['jobs-nodemanager-2'],
      ['No other NodeManager is down'],
    ],
    ['another is down, but it is drained', view(node(0), busy), 'offline', ['jobs-nodemanager-2'], []],
  ] as const)('when %s', (_what, given, departure, othersDown, expected) => {
    expect(failing(given, departure, othersDown)).toEqual(expected);
  });

  it('say their numbers', () => {
    const given = view(node(0), busy);
    const guards = nodeManagerGuards({ view: given, node: busy, othersDown: [] }, 'offline');
    expect(guards.map(({ detail }) => detail)).toEqual([
      '3 containers on it, 1 application led from it; 1 others run',
      '400 MiB used, 1000 MiB free on the others',
    ]);
  });
});

describe('the drain of a NodeManager', () => {
  it.each([
    ['unknown', undefined, true],
    ['lost', node(1, { state: 'LOST' }), true],
    ['decommissioned', node(1, { state: 'DECOMMISSIONED' }), true],
    ['leaving', { ...busy, state: 'DECOMMISSIONING' as const }, false],
    ['running, not noticed', busy, false],
    ['unwell', node(1, { state: 'UNHEALTHY' }), false],
  ])('of one that is %s', (_what, given, done) => {
    expect(drainReport(view(), given).done).toBe(done);
  });

  it('counts what it waits for', () => {
    const leaving = { ...busy, state: 'DECOMMISSIONING' as const };
    expect(drainReport(view(leaving), leaving).remaining).toEqual({ containers: 3, applications: 1 });
  });

  it('is settled when it runs', () => {
    expect(settleReport(busy).done).toBe(true);
    expect(settleReport(node(1, { state: 'UNHEALTHY', report: 'disks are full' }))).toMatchObject({
      done: false,
      detail: 'Its state is UNHEALTHY. disks are full',
    });
    expect(settleReport(undefined).done).toBe(false);
  });
});

describe('a YARN', () => {
  it.each([
    ['nobody runs', view(node(0, { state: 'LOST' })), 2, 'Unhealthy'],
    ['one is unwell', view(node(0), node(1, { state: 'UNHEALTHY' })), 3, 'Degraded'],
    ['one is not there', view(node(0)), 3, 'Degraded'],
    ['all are there', view(node(0), node(1)), 3, 'Healthy'],
  ])('when %s', (_what, given, members, state) => {
    expect(judge(given, members).state).toBe(state);
  });

  it('without nodes and applications says null', () => {
    expect(readView({ nodes: null }, { apps: null })).toEqual({ nodes: [], applications: [] });
    expect(() => readView({}, {})).toThrow();
  });

  it.each([
    ['1Gi', 192, 576],
    ['2Gi', 256, 1_536],
    ['16Gi', 1_024, 15_104],
  ])('gives of %s to its NodeManager and its containers', (memoryOfPod, heap, containers) => {
    expect([nodeHeap(memoryOfPod), forContainers(memoryOfPod)]).toEqual([heap, containers]);
  });
});
