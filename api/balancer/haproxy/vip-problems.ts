import { canonicalAddress, parseAddress, type Family } from '../../network/address.js';
import { parseSubnet } from '../../network/block.js';
import type { Listener, Member, Vip } from '../vip.js';

/** One field of a VIP that is not as it has to be. */
export interface VipProblem {
  readonly path: string;
  /** Follows the path in a sentence: `is not …`. */
  readonly reason: string;
}

/**
 * What keeps a VIP from being written into a configuration: everything that ends up in one is looked at here, so that
 * no text of somebody's ever becomes a directive.
 */
export function vipProblems(vip: Vip): readonly VipProblem[] {
  const family = parseAddress(vip.address)?.family;
  if (family === undefined || canonicalAddress(vip.address) !== vip.address)
    return [problem('address', 'is not the canonical text of an address')];
  const keys = vip.listeners.map(({ protocol, port }) => `${protocol} ${port}`);
  return [
    ...vip.listeners.flatMap((listener, index) =>
      listenerProblems(listener, family).map(({ path, reason }) =>
        problem(`listeners[${index}].${path}`, reason),
      ),
    ),
    ...keys
      .filter((key, index) => keys.indexOf(key) !== index)
      .map((key) => problem('listeners', `has ${key} twice`)),
    ...vip.sourceRanges
      .filter((range) => parseSubnet(range) === undefined)
      .map(() => problem('sourceRanges', 'has what is no subnet')),
    ...seconds('affinity.timeoutSeconds', vip.affinity?.timeoutSeconds),
    ...seconds('idleTimeoutSeconds', vip.idleTimeoutSeconds),
  ];
}

function listenerProblems(listener: Listener, family: Family): readonly VipProblem[] {
  const { protocol, port, members, healthCheck } = listener;
  return [
    ...whole('port', port, 1, 65_535),
    ...(['TCP', 'UDP'].includes(protocol) ? [] : [problem('protocol', 'is neither TCP nor UDP')]),
    ...seconds('healthCheck.intervalSeconds', healthCheck?.intervalSeconds),
    ...members.flatMap((member, index) =>
      memberProblems(member, family).map(({ path, reason }) => problem(`members[${index}].${path}`, reason)),
    ),
  ];
}

function memberProblems({ address, port, weight }: Member, family: Family): readonly VipProblem[] {
  const isOfFamily = parseAddress(address)?.family === family && canonicalAddress(address) === address;
  return [
    ...(isOfFamily
      ? []
      : [problem('address', "is not the canonical text of an address of the VIP's family")]),
    ...whole('port', port, 1, 65_535),
    ...whole('weight', weight, 0, 256),
  ];
}

/** HAProxy counts milliseconds in 31 bits: 24 days. */
function seconds(path: string, value: number | undefined): readonly VipProblem[] {
  return value === undefined ? [] : whole(path, value, 1, 2_000_000);
}

function whole(path: string, value: number, least: number, most: number): readonly VipProblem[] {
  const isFine = Number.isInteger(value) && value >= least && value <= most;
  return isFine ? [] : [problem(path, `is not a whole number from ${least} to ${most}`)];
}

function problem(path: string, reason: string): VipProblem {
  return { path, reason };
}
