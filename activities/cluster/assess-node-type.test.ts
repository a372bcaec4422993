import { describe, expect, it } from 'vitest';
import type { PodState } from '../../api/pod-reason.js';
import { assessNodeType, type SetState } from './assess-node-type.js';

const set = (status: SetState['status'], generation = 1, replicas = 2): SetState => ({
  metadata: { generation },
  spec: { replicas },
  status,
});
const complete = {
  observedGeneration: 1,
  replicas: 2,
  readyReplicas: 2,
  updatedReplicas: 2,
  currentRevision: 'a',
  updateRevision: 'a',
};
const stuck = (name: string): PodState => ({
  metadata: { name },
  status: {
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no room' }],
  },
});

describe('assessNodeType', () => {
  it('is reached when all members run the newest spec and answer', () => {
    expect(assessNodeType({ replicas: 2 }, set(complete), [])).toEqual({
      reached: true,
      detail: '2 of 2 ready',
    });
  });

  it.each([
    ['there is no set', undefined, /does not exist/],
    ['its controller has not seen the newest spec', set(complete, 2), /not taken up/],
    ['the set still asks for another number', set(complete, 1, 3), /not taken up/],
    ['a member does not answer', set({ ...complete, readyReplicas: 1 }), /^1 of 2 ready$/],
    [
      'a member runs the old revision',
      set({ ...complete, updatedReplicas: 1, updateRevision: 'b' }),
      /2 of 2 ready; 1 of 2 updated/,
    ],
    ['a member too many is still there', set({ ...complete, replicas: 3 }), /1 more than wanted/],
  ])('is not reached while %s', (_name, state, detail) => {
    const report = assessNodeType({ replicas: 2 }, state, []);
    expect(report.reached).toBe(false);
    expect(report.detail).toMatch(detail);
  });

  it('is reached with no member wanted and none there, though revisions differ', () => {
    const empty = set(
      { ...complete, replicas: 0, readyReplicas: 0, updatedReplicas: 0, updateRevision: 'b' },
      1,
      0,
    );
    expect(assessNodeType({ replicas: 0 }, empty, []).reached).toBe(true);
  });

  it('names the pods that are not ready with their own reasons, the lowest ordinals first, and counts the rest', () => {
    const pods = ['m-10', 'm-2', 'm-1', 'm-3'].map(stuck);
    expect(assessNodeType({ replicas: 2 }, set({ ...complete, readyReplicas: 0 }), pods).detail).toBe(
      '0 of 2 ready; m-1: Unschedulable: no room; m-2: Unschedulable: no room; m-3: Unschedulable: no room; and 1 more',
    );
  });
});
