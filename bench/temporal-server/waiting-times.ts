import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** Milliseconds from scheduled to started of each workflow task in a history. */
export function workflowTaskWaits(history: History): readonly number[] {
  const events = history.events ?? [];
  const times = new Map(events.map((event) => [Number(event.eventId), milliseconds(event.eventTime)]));
  return events.flatMap((event) => {
    const started = event.workflowTaskStartedEventAttributes;
    if (!started) return [];
    const scheduledAt = times.get(Number(started.scheduledEventId));
    const startedAt = times.get(Number(event.eventId));
    return scheduledAt === undefined || startedAt === undefined ? [] : [startedAt - scheduledAt];
  });
}

function milliseconds(time: HistoryEvent['eventTime']): number {
  return Number(time?.seconds) * 1_000 + Number(time?.nanos) / 1_000_000;
}
