import { z } from 'zod';
import type { RecordedVip, Vip } from '../../api/balancer/index.js';
import { vipProblems } from '../../api/balancer/haproxy/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { sameValue } from '../../api/validation/same-value.js';
import type { Precondition } from '../balancer/provider.js';

/** For sentences. */
export const balancerName = 'HAProxy';

const memberSchema = z.strictObject({
  address: z.string(),
  port: z.number(),
  weight: z.number(),
  state: z.enum(['up', 'drain']),
});
const listenerSchema = z.strictObject({
  protocol: z.enum(['TCP', 'UDP']),
  port: z.number(),
  members: z.array(memberSchema),
  healthCheck: z.strictObject({ kind: z.literal('tcp'), intervalSeconds: z.number() }).exactOptional(),
});
const vipSchema = z.strictObject({
  address: z.string(),
  service: z.strictObject({ namespace: z.string(), name: z.string(), uid: z.string() }),
  listeners: z.array(listenerSchema),
  sourceRanges: z.array(z.string()),
  affinity: z.strictObject({ kind: z.literal('ClientIP'), timeoutSeconds: z.number() }).exactOptional(),
  idleTimeoutSeconds: z.number().exactOptional(),
});

/** What is kept beside the configuration: whose each VIP is and at which version. */
const recordsSchema = z.strictObject({
  /** Rises with every change; versions of VIPs are taken from it, so that none is ever used again. */
  revision: z.int(),
  vips: z.array(z.strictObject({ id: z.string(), version: z.string(), owner: z.string(), vip: vipSchema })),
});

export interface Records {
  readonly revision: number;
  readonly vips: readonly RecordedVip[];
}

export const noRecords: Records = { revision: 0, vips: [] };

/** @throws ZodError or SyntaxError: then nothing is known, and nothing must be written. */
export function parseRecords(text: string): Records {
  return recordsSchema.parse(JSON.parse(text));
}

/** A change of one VIP, as the owner of that UID wants it. */
export type Change = { readonly owner: string } & (
  | { readonly kind: 'put'; readonly id: string; readonly vip: Vip; readonly precondition: Precondition }
  | { readonly kind: 'remove'; readonly id: string; readonly version: string }
);

export type Judgement =
  | { readonly kind: 'changed'; readonly records: Records; readonly recorded: RecordedVip | undefined }
  /** It is so already, since a write may be sent twice. */
  | { readonly kind: 'same'; readonly recorded: RecordedVip | undefined }
  | { readonly kind: 'refused'; readonly error: StatewrightError };

/**
 * | recorded under the id      | put                                              | remove   |
 * | -------------------------- | ------------------------------------------------ | -------- |
 * | another's                  | VipOfAnother                                     | VipOfAnother |
 * | nothing, address another's | VipOfAnother                                     | same: it is gone |
 * | nothing                    | changed if that is the precondition, or Conflict | same: it is gone |
 * | the very same              | same                                             | by version |
 * | at the version             | changed                                          | changed  |
 * | at another version         | Conflict                                         | Conflict |
 */
export function judge(records: Records, change: Change): Judgement {
  const { id, owner, kind } = change;
  const existing = records.vips.find((each) => each.id === id);
  if (existing !== undefined && existing.owner !== owner) return ofAnother(existing);
  if (change.kind === 'remove') {
    if (existing === undefined) return { kind: 'same', recorded: undefined };
    if (existing.version !== change.version) return conflict(id, kind);
    const vips = records.vips.filter((each) => each !== existing);
    return { kind: 'changed', records: { revision: records.revision + 1, vips }, recorded: undefined };
  }
  const { vip, precondition } = change;
  const refusal = refusalOf(id, vip);
  if (refusal !== undefined) return { kind: 'refused', error: refusal };
  const holder = records.vips.find((each) => each.vip.address === vip.address && each.id !== id);
  if (holder !== undefined) return ofAnother(holder);
  if (existing !== undefined && sameValue(existing.vip, vip)) return { kind: 'same', recorded: existing };
  const expected = precondition.kind === 'absent' ? undefined : precondition.version;
  if (existing?.version !== expected) return conflict(id, kind);
  const revision = records.revision + 1;
  const recorded: RecordedVip = { id, owner, vip, version: String(revision) };
  const vips = [...records.vips.filter((each) => each !== existing), recorded];
  return { kind: 'changed', records: { revision, vips }, recorded };
}

function refusalOf(id: string, vip: Vip): StatewrightError | undefined {
  const problems = vipProblems(vip).map(({ path, reason }) => `${path} ${reason}`);
  if (vip.listeners.some(({ protocol }) => protocol === 'UDP')) problems.push('it forwards no UDP');
  if (problems.length === 0) return undefined;
  return new StatewrightError('BalancerRefused', {
    balancer: balancerName,
    vip: id,
    reason: problems.join('; '),
  });
}

function ofAnother({ owner, vip }: RecordedVip): Judgement {
  const parameters = { balancer: balancerName, address: vip.address, owner };
  return { kind: 'refused', error: new StatewrightError('VipOfAnother', parameters) };
}

function conflict(vip: string, verb: string): Judgement {
  return {
    kind: 'refused',
    error: new StatewrightError('BalancerConflict', { balancer: balancerName, verb, vip }),
  };
}
