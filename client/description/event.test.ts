import { describe, expect, it } from 'vitest';
import type { Event } from '../../kubernetes/index.js';
import { describeEvent, inOrder } from './event.js';

const base: Event = {
  metadata: { name: 'e', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  type: 'Warning',
  reason: 'BackOff',
  note: 'Back-off pulling image',
  regarding: { kind: 'Pod', name: 'logs-data-0' },
};

describe('describeEvent', () => {
  const rows: readonly [string, Event, string, number][] = [
    ['its creation, when nothing else is known', base, '2026-01-01T00:00:00Z', 1],
    [
      'the counters of core/v1',
      { ...base, eventTime: null, deprecatedLastTimestamp: '2026-01-01T00:02:00Z', deprecatedCount: 7 },
      '2026-01-01T00:02:00Z',
      7,
    ],
    [
      'the series',
      {
        ...base,
        eventTime: '2026-01-01T00:01:00Z',
        series: { count: 4, lastObservedTime: '2026-01-01T00:03:00Z' },
      },
      '2026-01-01T00:03:00Z',
      4,
    ],
  ];
  it.each(rows)('takes time and count from %s', (_name, event, at, count) => {
    expect(describeEvent(event)).toMatchObject({ at, count, about: 'Pod logs-data-0', warning: true });
  });
});

describe('inOrder', () => {
  it('puts events without a time first', () => {
    const [dated, undated] = [describeEvent(base), { ...describeEvent(base), at: '', reason: 'Old' }];
    expect(inOrder([dated, undated]).map(({ reason }) => reason)).toEqual(['Old', 'BackOff']);
  });
});
