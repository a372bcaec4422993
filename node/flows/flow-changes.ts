import { parseAddress } from '../../api/network/index.js';
import { LOCAL_PORT, type Flow, type FlowChange } from '../openflow/flow-mod.js';
import type { Meter } from '../openflow/meter-mod.js';
import { isMac } from '../openflow/octets.js';
import { bridgePorts, ownerMark, podPorts, type PodPort } from '../ovsdb/port-facts.js';
import type { Replica } from '../ovsdb/replica.js';
import { meterIds, podFlows, tables } from './pod-flows.js';

/** Marks what every bridge has; the flows of ports carry the number of their port's name. */
const baseCookie = 0xf000000000000001n;

/** The cookie of a port: its name is `sw` and 13 hexadecimal digits, so two ports have two cookies. */
export function cookieOf(portName: string): bigint {
  return BigInt(`0x${portName.replace(/^sw/, '')}`);
}

/** A port of ours that the switch has made, and of which all is known that its flows need. */
type Ready = PodPort & { readonly ofport: number; readonly mac: string };

/** What others wrote into the database may be anything: such a port gets no flows, and so passes nothing. */
function isReady(port: PodPort): port is Ready {
  const { ofport, mac, addresses } = port;
  if (ofport === undefined || mac === undefined || !isMac(mac)) return false;
  return addresses.every((address) => parseAddress(address) !== undefined);
}

/** Puts the flows of one port in place of those it had. */
export function portChanges(port: PodPort): readonly FlowChange[] {
  return [removal(port.name), ...portFlows(port)];
}

export function removal(portName: string): FlowChange {
  return { kind: 'remove', cookie: cookieOf(portName) };
}

function portFlows(port: PodPort): readonly FlowChange[] {
  return isReady(port) ? podFlows(port).map((flow) => adding(cookieOf(port.name), flow)) : [];
}

function adding(cookie: bigint, flow: Flow): FlowChange {
  return { kind: 'add', cookie, flow };
}

/** The rate limits of one port. Burst is a tenth of a second's worth, so that short bursts of TCP are not punished. */
export function portMeters(port: PodPort): readonly Meter[] {
  if (!isReady(port)) return [];
  const ids = meterIds(port.ofport);
  const meter = (id: number, bits: number | undefined): readonly Meter[] => {
    if (bits === undefined) return [];
    // The field is of 32 bits; what does not fit is no limit that could be reached.
    const rate = Math.min(0xffffffff, Math.max(1, Math.round(bits / 1000)));
    return [{ id, rate, burst: Math.max(64, Math.round(rate / 10)) }];
  };
  return [...meter(ids.ingress, port.rates.ingress), ...meter(ids.egress, port.rates.egress)];
}

/**
 * Everything the bridge should have, in place of everything it has: what to send after the switch was restarted, when
 * a port was made or removed by others, and when this process starts.
 */
export function bridgeChanges(replica: Replica, bridge: string): readonly FlowChange[] {
  const others = bridgePorts(replica, bridge)
    .filter((port) => port.externalIds[ownerMark] === undefined && port.name !== bridge)
    .flatMap(({ ofport }) => ofport ?? []);
  const base: readonly Flow[] = [
    ...[LOCAL_PORT, ...others].map((inPort) => ({
      table: tables.source,
      priority: 50,
      match: { inPort },
      then: { table: tables.forward },
    })),
    { table: tables.forward, priority: 0, match: {}, then: 'forward' },
  ];
  return [
    { kind: 'remove-all' },
    ...base.map((flow) => adding(baseCookie, flow)),
    ...podPorts(replica, bridge).flatMap(portFlows),
  ];
}

/** Changes when the bridge's own ports, those of nobody's pod, change: then the base flows must be set anew. */
export function otherPorts(replica: Replica, bridge: string): string {
  return bridgePorts(replica, bridge)
    .filter((port) => port.externalIds[ownerMark] === undefined)
    .map(({ name, ofport }) => `${name}=${ofport ?? ''}`)
    .sort()
    .join(' ');
}
