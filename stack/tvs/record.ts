import type { Vip } from '../../api/balancer/index.js';

/** A VIP as it is recorded. Never changed in place. */
export interface VipRecord {
  readonly id: string;
  readonly owner: string;
  /** Number of the change that made it so; its ETag. */
  readonly seq: number;
  readonly vip: Vip;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One mutation: a line of the journal. */
export interface Change {
  readonly seq: number;
  readonly time: string;
  /** Name of the token. */
  readonly who: string;
  /** The idempotency key, and a digest of the request that came with it. */
  readonly key: string;
  readonly digest: string;
  readonly requestId: string;
  readonly action: 'create' | 'replace' | 'members' | 'delete';
  readonly id: string;
  readonly before: VipRecord | null;
  readonly after: VipRecord | null;
}

/** The ETag of the change of that number: strong, and never used again. */
export function etagOf(seq: number): string {
  return `"${seq}"`;
}
