import type { Listener, Member, Vip } from './vip.js';

/**
 * The one way of writing a VIP: lists sorted, keys in order, what is left out really left out. Addresses and CIDRs are taken to
 * be canonical already. Two VIPs of the same meaning have the same JSON.
 */
export function normalVip(vip: Vip): Vip {
  const { address, service, affinity, idleTimeoutSeconds } = vip;
  return {
    address,
    service: { namespace: service.namespace, name: service.name, uid: service.uid },
    listeners: vip.listeners.map(normalListener).toSorted(byProtocolAndPort),
    sourceRanges: vip.sourceRanges.toSorted(byText),
    ...(affinity !== undefined && {
      affinity: { kind: affinity.kind, timeoutSeconds: affinity.timeoutSeconds },
    }),
    ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
  };
}

/** Whether both ask the same of a balancer. */
export function sameVip(one: Vip, other: Vip): boolean {
  return JSON.stringify(normalVip(one)) === JSON.stringify(normalVip(other));
}

/** The members of a listener in the order of their addresses and ports. */
export function sortedMembers(members: readonly Member[]): readonly Member[] {
  return members
    .map(({ address, port, weight, state }) => ({ address, port, weight, state }))
    .toSorted((one, other) => byText(one.address, other.address) || one.port - other.port);
}

function normalListener({ protocol, port, members, healthCheck }: Listener): Listener {
  return {
    protocol,
    port,
    members: sortedMembers(members),
    ...(healthCheck !== undefined && {
      healthCheck: { kind: healthCheck.kind, intervalSeconds: healthCheck.intervalSeconds },
    }),
  };
}

function byProtocolAndPort(one: Listener, other: Listener): number {
  return byText(one.protocol, other.protocol) || one.port - other.port;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
