import type { Member } from '../../../api/balancer/index.js';

/** More slots than this are not worth their memory; shares are rounded instead. */
const mostSlots = 1_024;
/** Of a listener with ClientIP affinity, however many members it has: a client's hash then keeps its slot. */
export const affinitySlots = 128;

/**
 * Members by slot so that each has its weight's share; who takes a slot by chance keeps the weights. Members that take
 * no new traffic have none. As many slots as the weights, divided by what they have in common, add up to.
 */
export function slotsByWeight(members: readonly Member[]): readonly Member[] {
  const taking = members.filter(isTaking);
  const divisor = taking.reduce((common, { weight }) => greatestCommonDivisor(common, weight), 0);
  const total = taking.reduce((sum, { weight }) => sum + weight, 0) / (divisor || 1);
  const scale = Math.min(1, mostSlots / (total || 1)) / (divisor || 1);
  return taking.flatMap((member) =>
    Array.from({ length: Math.max(1, Math.round(member.weight * scale)) }, () => member),
  );
}

/**
 * Weighted rendezvous hashing (Schindelhauer and Schomaker, 2005): a member that comes or goes takes or leaves its own
 * slots only, so that the clients of all others stay where they are.
 */
export function slotsByAffinity(members: readonly Member[]): readonly Member[] {
  const taking = members.filter(isTaking);
  return Array.from({ length: affinitySlots }, (_, slot) =>
    taking.reduce<{ readonly member: Member; readonly score: number } | undefined>((best, member) => {
      const score = -member.weight / Math.log(unitHash(`${member.address} ${member.port} ${slot}`));
      return best === undefined || score > best.score ? { member, score } : best;
    }, undefined),
  ).flatMap((best) => (best === undefined ? [] : [best.member]));
}

function isTaking({ state, weight }: Member): boolean {
  return state === 'up' && weight > 0;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

/** Strictly between 0 and 1: FNV-1a, its bits mixed once more (the finalizer of MurmurHash3), since FNV's high bits move little. */
function unitHash(text: string): number {
  let hash = 0x811c_9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
