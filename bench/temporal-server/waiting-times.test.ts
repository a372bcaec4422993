import { msToTs } from '@temporalio/common/lib/time.js';
import { describe, expect, it } from 'vitest';
import { workflowTaskWaits } from './waiting-times.js';

type History = Parameters<typeof workflowTaskWaits>[0];
type HistoryEvent = NonNullable<History['events']>[number];

/** A number of 64 bits as the SDK has it. */
const long = (value: number) => {
  const { seconds } = msToTs(value * 1_000);
  if (!seconds) throw new Error(`${value} has no seconds`);
  return seconds;
};

const event = (id: number, milliseconds: number, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  eventId: long(id),
  eventTime: msToTs(milliseconds),
  ...more,
});

const started = (scheduled: number): Partial<HistoryEvent> => ({
  workflowTaskStartedEventAttributes: { scheduledEventId: long(scheduled) },
});

describe('workflowTaskWaits', () => {
  it('is the time between each scheduled workflow task and its start', () => {
    const events = [
      event(1, 900),
      event(2, 990),
      event(3, 1_015, started(2)),
      event(8, 2_000),
      event(9, 2_004, started(8)),
    ];
    expect(workflowTaskWaits({ events })).toEqual([25, 4]);
  });

  it('is empty for a history without a task that was started', () => {
    expect(workflowTaskWaits({ events: [event(1, 0)] })).toEqual([]);
    expect(workflowTaskWaits({})).toEqual([]);
  });
});
