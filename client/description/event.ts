import type { Event } from '../../kubernetes/index.js';

/** One event that Kubernetes wrote about something of the cluster. */
export interface EventDescription {
  readonly warning: boolean;
  /** `FailedScheduling`, `Pulled` … */
  readonly reason: string;
  readonly message: string;
  /** `Pod logs-data-0` */
  readonly about: string;
  readonly count: number;
  /** When it was seen last, RFC 3339; empty if the event does not say. */
  readonly at: string;
}

/**
 * Components write events in two ways: with a series, or with the deprecated counters of core/v1
 * (k8s.io/api events/v1 Event). The last time is wherever the writer put it.
 */
export function describeEvent(event: Event): EventDescription {
  const { regarding, series } = event;
  const at =
    series?.lastObservedTime ??
    event.deprecatedLastTimestamp ??
    event.eventTime ??
    event.metadata.creationTimestamp ??
    '';
  return {
    warning: event.type === 'Warning',
    reason: event.reason ?? '',
    message: event.note ?? '',
    about: [regarding?.kind, regarding?.name].filter(Boolean).join(' '),
    count: Math.max(series?.count ?? 1, event.deprecatedCount ?? 1),
    at,
  };
}

/** Oldest first, as things happened. */
export function inOrder(events: readonly EventDescription[]): readonly EventDescription[] {
  return events.toSorted((a, b) => (Date.parse(a.at) || 0) - (Date.parse(b.at) || 0));
}
