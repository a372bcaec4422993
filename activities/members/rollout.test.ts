import { describe, expect, it } from 'vitest';
import { podSchema, type Pod } from '../../kubernetes/resources/pod.js';
import {
  isPodOf,
  membersIn,
  nextRestartOf,
  obstacleOf,
  platformGuards,
  rolloutStateOf,
  type RolloutMember,
} from './rollout.js';

const start = '2026-01-01T00:00:00Z';
const at = (seconds: number): string => new Date(Date.parse(start) + seconds * 1_000).toISOString();
const now = Date.parse(at(100));

function podOf(
  ordinal: number,
  revision: string,
  ready: boolean,
  rest: { readonly changedAt?: string; readonly ending?: boolean; readonly waiting?: string } = {},
): Pod {
  const { changedAt = at(50), ending = false, waiting } = rest;
  return podSchema.parse({
    metadata: {
      name: `logs-data-${ordinal}`,
      namespace: 'search',
      uid: `uid-${ordinal}`,
      resourceVersion: '1',
      labels: { 'controller-revision-hash': revision },
      ...(ending && { deletionTimestamp: start }),
    },
    spec: { containers: [] },
    status: {
      phase: 'Running',
      startTime: start,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: changedAt }],
      ...(waiting !== undefined && {
        containerStatuses: [
          { name: 'app', ready: false, restartCount: 3, state: { waiting: { reason: waiting } } },
        ],
      }),
    },
  });
}

describe('how far a rollout is with a member', () => {
  it.each([
    ['without a pod', undefined, 'Missing'],
    ['on its way out', podOf(0, 'old', true, { ending: true }), 'Ending'],
    ['of the update revision and ready', podOf(0, 'new', true), 'Updated'],
    ['of the update revision and not ready', podOf(0, 'new', false), 'Starting'],
    ['of another revision and ready', podOf(0, 'old', true), 'Outdated'],
    ['of another, and not ready for a moment', podOf(0, 'old', false), 'Outdated'],
    ['of another, and never ready', podOf(0, 'old', false, { changedAt: start }), 'Faulty'],
    ['of another, and stuck', podOf(0, 'old', false, { waiting: 'CrashLoopBackOff' }), 'Faulty'],
    ['of another, and not ready for long', podOf(0, 'old', false, { changedAt: at(-600) }), 'Faulty'],
  ] as const)('%s', (_name, pod, state) => {
    expect(rolloutStateOf(pod, 'new', now)).toBe(state);
  });

  it('a pod that was ready and has not been for ten minutes is given up', () => {
    const pod = podOf(0, 'old', false, { changedAt: at(100) });
    expect(rolloutStateOf(pod, 'new', Date.parse(at(699)))).toBe('Outdated');
    expect(rolloutStateOf(pod, 'new', Date.parse(at(700)))).toBe('Faulty');
  });
});

const stateOf = (ordinal: number, state: RolloutMember['state']): RolloutMember => ({
  member: { nodeType: 'data', ordinal },
  pod: podOf(ordinal, 'old', true),
  state,
});
const members = (...ordinals: number[]) => ordinals.map((ordinal) => ({ nodeType: 'data', ordinal }));

describe('the next restart', () => {
  it.each([
    ['none while nobody is outdated', ['Updated', 'Starting', 'Missing'], [], undefined],
    ['first in the order of the system', ['Outdated', 'Outdated', 'Outdated'], [1, 2, 0], [1, 1, 3]],
    ['the second of three', ['Outdated', 'Updated', 'Outdated'], [1, 2, 0], [2, 2, 3]],
    ['the leader, when the others are done', ['Outdated', 'Updated', 'Updated'], [1, 2, 0], [0, 3, 3]],
    ['the highest without an order', ['Outdated', 'Outdated', 'Updated'], [], [1, 2, 3]],
    ['one that the order does not know last', ['Outdated', 'Outdated', 'Outdated'], [1], [1, 1, 3]],
    ['a faulty one before all', ['Outdated', 'Outdated', 'Faulty'], [1, 0, 2], [2, 1, 3]],
  ] as const)('is %s', (_name, states, order, expected) => {
    const found = nextRestartOf(
      states.map((state, ordinal) => stateOf(ordinal, state)),
      members(...order),
    );
    expect(found && [found.next.member.ordinal, found.number, found.of]).toEqual(expected);
  });
});

describe('nothing is restarted', () => {
  const set = {
    metadata: { name: 'logs-data', uid: 'uid-set', generation: 2 },
    spec: {},
    status: { observedGeneration: 2, updateRevision: 'new' },
  };
  it.each([
    ['while there is no set', undefined, /does not exist/],
    [
      'while the set is paused, since its pods would not come back',
      { ...set, spec: { paused: true } },
      /spec\.paused/,
    ],
    [
      'before the set has seen its spec',
      { ...set, status: { ...set.status, observedGeneration: 1 } },
      /taken up/,
    ],
    ['before the set has said its revision', { ...set, status: { observedGeneration: 2 } }, /taken up/],
  ])('%s', (_name, told, expected) => {
    expect(obstacleOf(told)).toMatch(expected);
  });

  it('that the set did not make', () => {
    expect(isPodOf(set, podOf(0, 'old', true))).toBe(false);
    expect(obstacleOf(set)).toBeUndefined();
  });
});

describe('guards of the platform', () => {
  it('hold while all others of the node type are ready, whatever their revision', () => {
    const set = { metadata: { name: 'logs-data', uid: 's' }, spec: {}, status: { updateRevision: 'new' } };
    const pods = [podOf(0, 'old', false), podOf(1, 'old', true), podOf(2, 'new', true)];
    const all = membersIn('logs', 'data', [0, 1, 2], { pods, set, now });
    expect(platformGuards({ nodeType: 'data', ordinal: 0 }, all, undefined).map((it) => it.holds)).toEqual([
      true,
      true,
    ]);
    const [, others] = platformGuards({ nodeType: 'data', ordinal: 1 }, all, undefined);
    expect(others).toEqual({
      name: 'The others of data are ready',
      holds: false,
      detail: '1 of 2; data 0: Pending: waiting to be started',
    });
  });

  it('do not hold while a member is missing, or the set makes none', () => {
    const all = membersIn('logs', 'data', [0, 1], { pods: [podOf(0, 'old', true)], set: undefined, now });
    const guards = platformGuards({ nodeType: 'data', ordinal: 0 }, all, 'the set is paused');
    expect(guards.map(({ holds, detail }) => [holds, detail])).toEqual([
      [false, 'the set is paused'],
      [false, '0 of 1; data 1 has no pod'],
    ]);
  });
});
