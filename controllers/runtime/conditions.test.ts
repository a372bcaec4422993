import { describe, expect, it } from 'vitest';
import { findCondition, setCondition } from './conditions.js';

const early = new Date('2030-01-01T00:00:00.500Z');
const late = new Date('2030-01-01T01:00:00.500Z');
const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'AllUp',
  message: '3 of 3',
  observedGeneration: 1,
} as const;

describe('setCondition', () => {
  it('adds one that is new, with the time of its transition in whole seconds', () => {
    const conditions = setCondition([], ready, early);
    expect(conditions).toEqual([{ ...ready, lastTransitionTime: '2030-01-01T00:00:00Z' }]);
  });

  it('keeps the time while only reason, message or generation change, and moves it with the status', () => {
    const before = setCondition(setCondition([], { ...ready, type: 'Other' }, early), ready, early);
    const reworded = setCondition(before, { ...ready, message: '4 of 4', observedGeneration: 2 }, late);
    expect(findCondition(reworded, 'Ready')).toEqual({
      ...ready,
      message: '4 of 4',
      observedGeneration: 2,
      lastTransitionTime: '2030-01-01T00:00:00Z',
    });
    const turned = setCondition(reworded, { ...ready, status: 'False' }, late);
    expect(findCondition(turned, 'Ready')?.lastTransitionTime).toBe('2030-01-01T01:00:00Z');
    expect(turned.map(({ type }) => type)).toEqual(['Other', 'Ready']);
  });

  it('returns the very same array when there is nothing to write', () => {
    const before = setCondition([], ready, early);
    expect(setCondition(before, { ...ready }, late)).toBe(before);
  });
});
