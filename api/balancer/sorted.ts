import { byAddress } from './members.js';
import type { Listener, Member, Vip } from './vip.js';

export function byPort(one: Listener, other: Listener): number {
  return (
    one.port - other.port || (one.protocol < other.protocol ? -1 : one.protocol > other.protocol ? 1 : 0)
  );
}

/** The same VIP with its fields and lists in one order and nothing else in it, so that equal ones have equal JSON. */
export function canonicalVip(vip: Vip): Vip {
  const { address, service, sourceRanges, affinity, idleTimeoutSeconds } = vip;
  return {
    address,
    service: { namespace: service.namespace, name: service.name, uid: service.uid },
    listeners: vip.listeners.map(canonicalListener).toSorted(byPort),
    sourceRanges: sourceRanges.toSorted(),
    ...(affinity && { affinity: { kind: affinity.kind, timeoutSeconds: affinity.timeoutSeconds } }),
    ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
  };
}

function canonicalListener({ protocol, port, members, healthCheck }: Listener): Listener {
  return {
    protocol,
    port,
    members: members.map(canonicalMember).toSorted(byAddress),
    ...(healthCheck && {
      healthCheck: { kind: healthCheck.kind, intervalSeconds: healthCheck.intervalSeconds },
    }),
  };
}

function canonicalMember({ address, port, weight, state }: Member): Member {
  return { address, port, weight, state };
}
