import { describe, expect, it } from 'vitest';
import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import { advancedStatefulSets, type KubernetesClient } from '../../kubernetes/index.js';
import { aSet } from './observation.fixture.js';
import { Statuses, type Reporting } from './statuses.js';

const key = 'shop/web';

const condition = (message: string, status: 'True' | 'False' = 'True') => ({
  type: 'Available',
  status,
  reason: 'R',
  message,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});

const before: AdvancedStatefulSetStatus = {
  replicas: 1,
  updateRevision: 'web-1',
  conditions: [condition('1 of 3')],
};

/** A cache of sets and a clock that the test moves, and an API server that answers with growing versions. */
function scenario() {
  const state = { cache: '10', version: 10, ms: 1_000, written: [] as unknown[] };
  const statuses = new Statuses(
    () => state.cache,
    () => state.ms,
  );
  const set = aSet({}, { status: before });
  // Only this one call is made.
  const client = {
    mergePatch: (_resource: unknown, _ref: unknown, patch: unknown) => {
      state.version += 1;
      state.written.push(patch);
      return Promise.resolve({ metadata: { resourceVersion: String(state.version) } });
    },
  } as unknown as KubernetesClient;
  const whose: Reporting = {
    client,
    set,
    key,
    resource: advancedStatefulSets,
    write: { fieldManager: 'test' },
    ref: (name) => ({ namespace: 'shop', name }),
  };
  return { state, statuses, set, whose };
}

describe('when a status is written', () => {
  const counts = { ...before, replicas: 2, conditions: [condition('2 of 3')] };

  it.each<[string, AdvancedStatefulSetStatus]>([
    ['another revision', { ...before, updateRevision: 'web-2' }],
    ['another generation', { ...before, observedGeneration: 8 }],
    ['a condition that turned', { ...counts, conditions: [condition('2 of 3', 'False')] }],
  ])('%s is written at once, whatever is being done', (_what, after) => {
    const { statuses, set } = scenario();
    expect(statuses.dueInMs(key, set, after, true)).toBe(0);
  });

  it('counts that are about to change again wait', () => {
    const { statuses, set } = scenario();
    expect(statuses.dueInMs(key, set, counts, true)).toBeGreaterThan(0);
    expect(statuses.dueInMs(key, set, counts, false)).toBe(0);
  });

  it('counts wait a little after the last write', async () => {
    const { state, statuses, set, whose } = scenario();
    await statuses.write(whose, before);
    const due = statuses.dueInMs(key, set, counts, false);
    expect(due).toBeGreaterThan(0);
    state.ms += due;
    expect(statuses.dueInMs(key, set, counts, false)).toBe(0);
    state.ms -= due;
    statuses.forget(key);
    expect(statuses.dueInMs(key, set, counts, false)).toBe(0);
  });
});

describe('the status of a set as it stands', () => {
  it('is the one that was written until the cache has come as far', async () => {
    const { state, statuses, set, whose } = scenario();
    await statuses.write(whose, { collisionCount: 1 });
    expect(state.written).toEqual([{ metadata: { uid: set.uid }, status: { collisionCount: 1 } }]);
    expect(statuses.asItStands(key, set).status).toEqual({ ...before, collisionCount: 1 });
    state.cache = '11';
    expect(statuses.asItStands(key, set)).toBe(set);
  });

  it('is not that of an earlier set of the same name', async () => {
    const { statuses, set, whose } = scenario();
    await statuses.write(whose, { collisionCount: 1 });
    const later = { ...set, uid: 'later' };
    expect(statuses.asItStands(key, later)).toBe(later);
  });
});
