import type { VipOver } from '../../activities/balancer/contract.js';

/** When each VIP was first proven to be for nobody, in milliseconds, by id. */
export type FirstSeen = Readonly<Record<string, number>>;

/** One that is wanted again in between begins anew; so does one that is recorded for another Service since. */
export function withFirstSeen(seen: FirstSeen, over: readonly VipOver[], now: number): FirstSeen {
  return Object.fromEntries(over.map((one) => [keyOf(one), seen[keyOf(one)] ?? now]));
}

/** Milliseconds until all of them have been over for the grace period. */
export function untilRipe(seen: FirstSeen, over: readonly VipOver[], now: number, graceMs: number): number {
  const dueAt = Math.max(...over.map((one) => (seen[keyOf(one)] ?? now) + graceMs));
  return Math.max(0, dueAt - now);
}

function keyOf({ id, uid }: VipOver): string {
  return `${id} ${uid}`;
}
