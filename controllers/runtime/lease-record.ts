import type { Lease, ObjectToWrite } from '../../kubernetes/index.js';

/** Who holds a lease, as we read it (k8s.io/client-go tools/leaderelection/resourcelock LeaderElectionRecord). */
export interface LeaseRecord {
  /** Empty when nobody does. */
  readonly holder: string;
  readonly durationMs: number;
  readonly acquireTime: string | undefined;
  readonly renewTime: string | undefined;
  /** Grows with each new holder. */
  readonly transitions: number;
}

export function readRecord(lease: Lease): LeaseRecord {
  const { spec } = lease;
  return {
    holder: spec?.holderIdentity ?? '',
    durationMs: (spec?.leaseDurationSeconds ?? 0) * 1_000,
    acquireTime: spec?.acquireTime ?? undefined,
    renewTime: spec?.renewTime ?? undefined,
    transitions: spec?.leaseTransitions ?? 0,
  };
}

/** The lease with another record, for the version it was read at; fields of newer servers are kept. */
export function writeRecord(
  lease: { readonly metadata: ObjectToWrite['metadata']; readonly spec?: Lease['spec'] },
  record: Pick<LeaseRecord, 'holder' | 'durationMs' | 'transitions'>,
  times: { readonly acquired: string; readonly renewed: string },
): ObjectToWrite {
  return {
    metadata: lease.metadata,
    spec: {
      ...lease.spec,
      holderIdentity: record.holder,
      leaseDurationSeconds: Math.ceil(record.durationMs / 1_000),
      acquireTime: times.acquired,
      renewTime: times.renewed,
      leaseTransitions: record.transitions,
    },
  };
}

/** Whether nobody may be leading under this record any more, having seen it unchanged since `observedAt`. */
export function isFree(record: LeaseRecord, observedAt: number, now: number): boolean {
  return record.holder === '' || now >= observedAt + record.durationMs;
}

/** metav1.MicroTime has exactly six decimals. */
export function microTime(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}
