import { describe, expect, it } from 'vitest';
import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import { countsEveryMs, statusDueInMs } from './status-pace.js';

const progressing = (reason: string, message: string) => ({
  type: 'Progressing',
  status: 'True' as const,
  reason,
  message,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const standing: AdvancedStatefulSetStatus = {
  observedGeneration: 1,
  wanted: 5,
  replicas: 2,
  readyReplicas: 1,
  conditions: [progressing('Creating', 'web-1 to become ready')],
};

describe('when a status is written', () => {
  it('counts and messages of members that come one after the other wait for each other', () => {
    const next = {
      ...standing,
      replicas: 3,
      readyReplicas: 2,
      conditions: [progressing('Creating', 'web-2 to become ready')],
    };
    expect(statusDueInMs(standing, next, 0)).toBe(countsEveryMs);
    expect(statusDueInMs(standing, next, countsEveryMs - 1)).toBe(1);
    expect(statusDueInMs(standing, next, countsEveryMs)).toBe(0);
  });

  it.each<[string, Partial<AdvancedStatefulSetStatus>]>([
    ['another reason of a condition', { conditions: [progressing('Complete', 'web-1 to become ready')] }],
    ['a generation taken up', { observedGeneration: 2 }],
    ['another number of wanted pods', { wanted: 4 }],
    ['an ordinal that goes offline', { offline: [1] }],
    ['a new revision', { updateRevision: 'web-2' }],
    ['the last pod gone', { replicas: 0, readyReplicas: 0 }],
    ['the first pod no longer ready', { readyReplicas: 0 }],
  ])('%s is told at once', (_what, change) => {
    expect(statusDueInMs(standing, { ...standing, ...change }, 0)).toBe(0);
  });

  it('the first status that a process writes is written at once', () => {
    expect(statusDueInMs(standing, { ...standing, replicas: 3 }, undefined)).toBe(0);
  });
});
