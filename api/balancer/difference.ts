import { normalVip } from './normal-form.js';
import type { Listener, Vip } from './vip.js';

/** Parts of a VIP in which two can differ. `members`: same listeners, other members. */
export type VipPart =
  'address' | 'service' | 'listeners' | 'members' | 'sourceRanges' | 'affinity' | 'idleTimeoutSeconds';

/** Where a recorded VIP is other than the wanted one; empty if it is the same whatever the order of its lists. */
export function vipDifference(wanted: Vip, recorded: Vip): readonly VipPart[] {
  const [one, other] = [normalVip(wanted), normalVip(recorded)];
  const parts = ['address', 'service', 'sourceRanges', 'affinity', 'idleTimeoutSeconds'] as const;
  const different = (part: VipPart, a: unknown, b: unknown): VipPart[] =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [part];
  const bare = (listeners: readonly Listener[]): unknown =>
    listeners.map(({ protocol, port, healthCheck }) => [protocol, port, healthCheck]);
  const listeners = different('listeners', bare(one.listeners), bare(other.listeners));
  return [
    ...parts.flatMap((part) => different(part, one[part], other[part])),
    ...(listeners.length > 0 ? listeners : different('members', one.listeners, other.listeners)),
  ];
}

/**
 * What to record instead when a balancer refuses an attribute of the wanted VIP, best first: nobody is to lose their members over
 * an idle timeout. What is the same as recorded is left out.
 *
 * | recorded | next best                                                                                     |
 * | -------- | --------------------------------------------------------------------------------------------- |
 * | yes      | the wanted listeners, all else as recorded                                                    |
 * | yes      | the recorded listeners with the wanted members, all else as recorded                          |
 * | no       | without idle timeout and health checks; who may connect, and affinity, are not ours to weaken |
 */
export function nextBest(wanted: Vip, recorded: Vip | undefined): readonly Vip[] {
  if (recorded === undefined) {
    const { idleTimeoutSeconds, ...rest } = wanted;
    const listeners = wanted.listeners.map((listener) => withoutCheck(listener));
    const plain = { ...rest, listeners };
    return idleTimeoutSeconds === undefined && vipDifference(plain, wanted).length === 0 ? [] : [plain];
  }
  const kept = { ...recorded, address: wanted.address, service: wanted.service };
  const known = new Map(recorded.listeners.map((one) => [`${one.protocol} ${one.port}`, one]));
  const members = new Map(wanted.listeners.map((one) => [`${one.protocol} ${one.port}`, one.members]));
  const candidates: readonly Vip[] = [
    {
      ...kept,
      listeners: wanted.listeners.map((listener) => {
        const { healthCheck } = known.get(`${listener.protocol} ${listener.port}`) ?? {};
        return { ...withoutCheck(listener), ...(healthCheck && { healthCheck }) };
      }),
    },
    {
      ...kept,
      listeners: recorded.listeners.map((listener) => ({
        ...listener,
        members: members.get(`${listener.protocol} ${listener.port}`) ?? listener.members,
      })),
    },
  ];
  return candidates.filter(
    (candidate, index) =>
      vipDifference(candidate, wanted).length > 0 &&
      candidates.slice(0, index).every((earlier) => vipDifference(earlier, candidate).length > 0),
  );
}

function withoutCheck({ protocol, port, members }: Listener): Listener {
  return { protocol, port, members };
}
