import { bridgePorts, ownerMark, podPorts, type PodPort } from '../ovsdb/port-facts.js';
import type { Replica } from '../ovsdb/replica.js';
import { meterIds, podFlows, tables } from './pod-flows.js';

/** A line for `ovs-ofctl --bundle add-flows`: `add <flow>` or `delete <match>`. */
export type Command = string;

/** A meter in the words of `ovs-ofctl add-meter`. */
export interface Meter {
  readonly id: number;
  readonly line: string;
}

/** Marks what every bridge has; the flows of ports carry the number of their port's name. */
const baseCookie = '0xf000000000000001';

/** The cookie of a port: its name is `sw` and 13 hexadecimal digits, so two ports have two cookies. */
export function cookieOf(portName: string): string {
  return `0x${portName.replace(/^sw/, '')}`;
}

/** A port of ours that the switch has made, and of which all is known that its flows need. */
type Ready = PodPort & { readonly ofport: number; readonly mac: string };

function isReady(port: PodPort): port is Ready {
  return port.ofport !== undefined && port.mac !== undefined;
}

/** Puts the flows of one port in place of those it had. */
export function portCommands(port: PodPort): readonly Command[] {
  const cookie = cookieOf(port.name);
  const flows = isReady(port) ? podFlows(port) : [];
  return [removeCommand(port.name), ...flows.map((flow) => `add cookie=${cookie},${flow}`)];
}

export function removeCommand(portName: string): Command {
  return `delete cookie=${cookieOf(portName)}/-1`;
}

/** The rate limits of one port. Burst is a tenth of a second's worth, so that short bursts of TCP are not punished. */
export function portMeters(port: PodPort): readonly Meter[] {
  if (!isReady(port)) return [];
  const ids = meterIds(port.ofport);
  const meter = (id: number, bits: number | undefined): readonly Meter[] => {
    if (bits === undefined) return [];
    const rate = Math.max(1, Math.round(bits / 1000));
    const burst = Math.max(64, Math.round(rate / 10));
    return [{ id, line: `meter=${id},kbps,burst,band=type=drop,rate=${rate},burst_size=${burst}` }];
  };
  return [...meter(ids.ingress, port.rates.ingress), ...meter(ids.egress, port.rates.egress)];
}

/**
 * Everything the bridge should have, in place of everything it has: what to send after the switch was restarted, when
 * a port was made or removed by others, and when this process starts.
 */
export function bridgeCommands(replica: Replica, bridge: string): readonly Command[] {
  const others = bridgePorts(replica, bridge)
    .filter((port) => port.externalIds[ownerMark] === undefined && port.name !== bridge)
    .flatMap(({ ofport }) => (ofport === undefined ? [] : [String(ofport)]));
  const base = [
    ...['LOCAL', ...others].map(
      (port) => `table=${tables.source},priority=50,in_port=${port},actions=goto_table:${tables.forward}`,
    ),
    `table=${tables.forward},priority=0,actions=NORMAL`,
  ];
  return [
    'delete',
    ...base.map((flow) => `add cookie=${baseCookie},${flow}`),
    ...podPorts(replica, bridge).flatMap((port) => portCommands(port).slice(1)),
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
