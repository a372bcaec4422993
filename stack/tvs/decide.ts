import { normalVip, sameVip, sortedMembers, type Listener, type Vip } from '../../api/balancer/index.js';
import type { Problem } from './problem.js';
import { etagOf, type Change, type VipRecord } from './record.js';
import { refusalsOf, refusalsOfMembers } from './refusals.js';
import type { VipView } from './table.js';

/** Who asks. */
export type Caller =
  | { readonly kind: 'owner'; readonly name: string; readonly owner: string }
  | { readonly kind: 'person'; readonly name: string };

/** If-Match or If-None-Match of the request; undefined: neither. */
export type Precondition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'etag'; readonly etag: string }
  | undefined;

export type Members = Pick<Listener, 'protocol' | 'port' | 'members'>;

export type Wish =
  | { readonly kind: 'put'; readonly owner: string; readonly vip: Vip }
  | { readonly kind: 'members'; readonly listeners: readonly Members[] }
  | { readonly kind: 'delete' };

export interface Write {
  readonly id: string;
  readonly caller: Caller;
  readonly precondition: Precondition;
  readonly wish: Wish;
}

export type Verdict =
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** It says so already. */
  | { readonly kind: 'unchanged'; readonly record: VipRecord }
  | {
      readonly kind: 'change';
      readonly action: Change['action'];
      readonly before: VipRecord | undefined;
      /** Undefined when it goes. */
      readonly after: { readonly owner: string; readonly vip: Vip } | undefined;
    };

/**
 * What becomes of a write. The first line that holds decides, as RFC 9110, 13.2.1 wants preconditions last:
 *
 * | The VIP, the caller, the wish                                  | Verdict                |
 * | -------------------------------------------------------------- | ---------------------- |
 * | the wish names an owner that the token is not of                | forbidden              |
 * | the VIP is another owner's than the token                       | id-held                |
 * | no VIP, and its members or its end are wished for               | not-found              |
 * | another VIP has the address                                     | address-held           |
 * | attributes are not acceptable                                   | refused                |
 * | no precondition                                                 | precondition-required  |
 * | the precondition does not hold                                  | precondition-failed    |
 * | the VIP says so already                                         | unchanged              |
 * | else                                                            | change                 |
 */
export function decideWrite(write: Write, view: VipView): Verdict {
  const before = view.get(write.id);
  const problem =
    ownerProblem(write, before) ??
    wishProblem(write, before, view) ??
    preconditionProblem(write.precondition, before);
  if (problem !== undefined) return { kind: 'refused', problem };
  const { wish } = write;
  if (wish.kind === 'delete') return { kind: 'change', action: 'delete', before, after: undefined };
  const after =
    wish.kind === 'put'
      ? { owner: wish.owner, vip: normalVip(wish.vip) }
      : withMembers(wish.listeners, before);
  if (after === undefined) return { kind: 'refused', problem: notFound(write.id) };
  if (before?.owner === after.owner && sameVip(before.vip, after.vip))
    return { kind: 'unchanged', record: before };
  const action = wish.kind === 'members' ? 'members' : before === undefined ? 'create' : 'replace';
  return { kind: 'change', action, before, after };
}

export function notFound(id: string): Problem {
  return { code: 'not-found', detail: `There is no VIP ${id}.` };
}

function ownerProblem({ id, caller, wish }: Write, before: VipRecord | undefined): Problem | undefined {
  if (caller.kind === 'person') return undefined;
  if (wish.kind === 'put' && wish.owner !== caller.owner) {
    return { code: 'forbidden', detail: `This token is of owner ${caller.owner}, not of ${wish.owner}.` };
  }
  if (before !== undefined && before.owner !== caller.owner) {
    return { code: 'id-held', detail: `VIP ${id} is of owner ${before.owner}.`, owner: before.owner };
  }
  return undefined;
}

function wishProblem({ id, wish }: Write, before: VipRecord | undefined, view: VipView): Problem | undefined {
  if (wish.kind === 'put') {
    const { address } = wish.vip;
    const holder = view.holding(address);
    if (holder !== undefined && holder.id !== id) {
      return { code: 'address-held', detail: `VIP ${holder.id} has ${address}.`, owner: holder.owner };
    }
    return refused(id, refusalsOf(wish.vip));
  }
  if (before === undefined) return notFound(id);
  if (wish.kind === 'delete') return undefined;
  const unknown = wish.listeners.flatMap((listener, index) =>
    before.vip.listeners.some((one) => sameListener(one, listener))
      ? []
      : [
          {
            field: `listeners[${index}]`,
            reason: `is ${listener.protocol} ${listener.port}, which the VIP has not`,
          },
        ],
  );
  const twice = wish.listeners.flatMap((listener, index) =>
    wish.listeners.findIndex((one) => sameListener(one, listener)) === index
      ? []
      : [{ field: `listeners[${index}]`, reason: `is ${listener.protocol} ${listener.port} as another` }],
  );
  return refused(id, [...unknown, ...twice, ...refusalsOfMembers(wish.listeners, before.vip.address)]);
}

function refused(id: string, fields: NonNullable<Problem['fields']>): Problem | undefined {
  if (fields.length === 0) return undefined;
  const detail = fields.map(({ field, reason }) => `${field} ${reason}`).join('; ');
  return { code: 'refused', detail: `VIP ${id}: ${detail}.`, fields };
}

function preconditionProblem(precondition: Precondition, before: VipRecord | undefined): Problem | undefined {
  const failed = (detail: string): Problem => ({ code: 'precondition-failed', detail });
  switch (precondition?.kind) {
    case undefined:
      return { code: 'precondition-required', detail: 'Send If-Match or If-None-Match.' };
    case 'absent':
      return before === undefined ? undefined : failed(`It exists, with ETag ${etagOf(before.seq)}.`);
    case 'exists':
      return before === undefined ? failed('It does not exist.') : undefined;
    case 'etag':
      if (before === undefined) return failed('It does not exist.');
      return etagOf(before.seq) === precondition.etag
        ? undefined
        : failed(`Its ETag is ${etagOf(before.seq)}.`);
  }
}

function withMembers(
  listeners: readonly Members[],
  before: VipRecord | undefined,
): { readonly owner: string; readonly vip: Vip } | undefined {
  if (before === undefined) return undefined;
  const replaced = before.vip.listeners.map((listener) => {
    const given = listeners.find((one) => sameListener(one, listener));
    return given === undefined ? listener : { ...listener, members: sortedMembers(given.members) };
  });
  return { owner: before.owner, vip: normalVip({ ...before.vip, listeners: replaced }) };
}

function sameListener(
  one: Pick<Listener, 'protocol' | 'port'>,
  other: Pick<Listener, 'protocol' | 'port'>,
): boolean {
  return one.protocol === other.protocol && one.port === other.port;
}
