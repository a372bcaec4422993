import { fieldProblem, type FieldProblem } from '../../api/errors/index.js';
import { addressAnnotation, parseChosenAddresses, parseOrdinalAddresses } from '../../api/network/index.js';
import type { PodNeed } from './pod-need.js';

export type Wish =
  | { readonly ok: true; readonly pool: string | undefined; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly problem: FieldProblem };

/**
 * What a pod asks for: its own annotation, else what the annotation of its set says of its ordinal, so that nothing is lost
 * when the webhook that copies it was down.
 *
 * @param ordinalIps value of the annotation of the pod's set
 */
export function wishOf({ ip, pool, member }: PodNeed, ordinalIps: string | undefined): Wish {
  if (ip !== undefined) {
    const parsed = parseChosenAddresses(ip);
    if (parsed.ok) return { ok: true, pool, addresses: parsed.addresses };
    return malformed(addressAnnotation.ip, 'AddressMalformed', parsed.reason);
  }
  if (member === undefined || ordinalIps === undefined) return { ok: true, pool, addresses: [] };
  const parsed = parseOrdinalAddresses(ordinalIps);
  if (parsed.ok) return { ok: true, pool, addresses: parsed.byOrdinal.get(member.ordinal) ?? [] };
  return malformed(addressAnnotation.ordinalIps, 'OrdinalAddressesMalformed', parsed.reason);
}

function malformed(
  annotation: string,
  code: 'AddressMalformed' | 'OrdinalAddressesMalformed',
  reason: string,
): Wish {
  return { ok: false, problem: fieldProblem(`metadata.annotations[${annotation}]`, code, { reason }) };
}
