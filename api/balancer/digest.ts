import { createHash } from 'node:crypto';
import { normalVip } from './normal-form.js';
import type { Vip } from './vip.js';

/** Twenty-two characters that are the same for VIPs of the same meaning, and for no others. */
export function vipDigest(vip: Vip): string {
  return createHash('sha256')
    .update(JSON.stringify(normalVip(vip)))
    .digest('base64url')
    .slice(0, 22);
}

/** Of all VIPs of a Service, in whatever order they come; empty for none. */
export function vipsDigest(digests: readonly string[]): string {
  return digests.toSorted().join(' ');
}
