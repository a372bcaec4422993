import { label } from '../../api/names.js';
import type { PersistentVolumeClaim } from '../../kubernetes/index.js';
import { inOrder, type EventDescription } from './event.js';

/** One volume of a member. */
export interface VolumeDescription {
  readonly claim: string;
  readonly nodeType: string;
  /** Pending, Bound or Lost. */
  readonly phase: string;
  /** What it has, or, while it is not bound, what it asks for. */
  readonly size: string;
  readonly storageClass: string;
  /** Name of the persistent volume; empty until it is bound. */
  readonly volume: string;
  /** Why it is not bound, as the last event says; empty for a bound one. */
  readonly reason: string;
}

export function describeVolume(
  claim: PersistentVolumeClaim,
  events: readonly EventDescription[] = [],
): VolumeDescription {
  const { metadata, spec, status } = claim;
  const phase = status?.phase ?? 'Pending';
  const last = inOrder(events).at(-1);
  return {
    claim: metadata.name,
    nodeType: metadata.labels?.[label.nodeType] ?? '',
    phase,
    size: status?.capacity?.storage ?? spec.resources?.requests?.storage ?? '',
    storageClass: spec.storageClassName ?? '',
    volume: spec.volumeName ?? '',
    reason: phase === 'Bound' || !last ? '' : `${last.reason}: ${last.message}`,
  };
}
