import { createHash } from 'node:crypto';
import type { Replica } from './replica.js';

/** Whose port it is; kept as external_ids of the Port and of its Interface, so that facts, not age, tell a leftover. */
export interface PortOwner {
  readonly containerId: string;
  readonly ifname: string;
  readonly netns: string;
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
}

/** A port of ours as the switch's database shows it. */
export interface PodPort {
  /** The name of port, interface and the link on the machine. */
  readonly name: string;
  readonly portId: string;
  readonly interfaceId: string;
  readonly owner: PortOwner;
  readonly mac: string | undefined;
  readonly addresses: readonly string[];
  readonly rates: PortRates;
  readonly tag: number;
  /** Undefined until the switch has made it, or when it could not. */
  readonly ofport: number | undefined;
  readonly error: string | undefined;
}

/** Bits per second; absent means unlimited. Directions are the pod's, as in its annotations. */
export interface PortRates {
  readonly ingress?: number | undefined;
  readonly egress?: number | undefined;
}

/** Marks ports as ours: without this external id a port is somebody else's. */
export const ownerMark = 'statewright-container-id';

/** The name of link and port on the machine: 15 characters, the most that Linux allows; one for each sandbox. */
export function hostLinkName(containerId: string, ifname: string): string {
  return `sw${createHash('sha256').update(`${containerId}/${ifname}`).digest('hex').slice(0, 13)}`;
}

export function externalIds(
  owner: PortOwner,
  traffic: { readonly mac: string; readonly addresses: readonly string[]; readonly rates: PortRates },
): Readonly<Record<string, string>> {
  const { ingress, egress } = traffic.rates;
  return {
    [ownerMark]: owner.containerId,
    'statewright-ifname': owner.ifname,
    'statewright-namespace': owner.namespace,
    'statewright-netns': owner.netns,
    'statewright-pod': owner.pod,
    'statewright-pod-uid': owner.podUid,
    // With these, flows can be put back though neither Kubernetes nor the pod can be asked.
    'statewright-mac': traffic.mac,
    'statewright-addresses': traffic.addresses.join(','),
    ...(ingress !== undefined && { 'statewright-ingress-bps': String(ingress) }),
    ...(egress !== undefined && { 'statewright-egress-bps': String(egress) }),
    'iface-id': `${owner.namespace}_${owner.pod}`,
    'attached-mac': traffic.mac,
  };
}

/** The ports of ours in the bridge. */
export function podPorts(replica: Replica, bridge: string): readonly PodPort[] {
  const ours: PodPort[] = [];
  for (const port of bridgePorts(replica, bridge)) {
    const ids = port.externalIds;
    const containerId = ids[ownerMark];
    if (containerId === undefined) continue;
    const addresses = ids['statewright-addresses'] ?? '';
    ours.push({
      name: port.name,
      portId: port.portId,
      interfaceId: port.interfaceId,
      owner: {
        containerId,
        ifname: ids['statewright-ifname'] ?? '',
        netns: ids['statewright-netns'] ?? '',
        namespace: ids['statewright-namespace'] ?? '',
        pod: ids['statewright-pod'] ?? '',
        podUid: ids['statewright-pod-uid'] ?? '',
      },
      mac: ids['statewright-mac'],
      addresses: addresses === '' ? [] : addresses.split(','),
      rates: { ingress: rate(ids['statewright-ingress-bps']), egress: rate(ids['statewright-egress-bps']) },
      tag: port.tag ?? 0,
      ofport: port.ofport,
      error: port.error,
    });
  }
  return ours;
}

function rate(text: string | undefined): number | undefined {
  const bits = Number(text);
  return text !== undefined && Number.isFinite(bits) && bits > 0 ? bits : undefined;
}

export interface BridgePort {
  readonly name: string;
  readonly portId: string;
  readonly interfaceId: string;
  readonly type: string;
  readonly tag: number | undefined;
  readonly ofport: number | undefined;
  readonly error: string | undefined;
  readonly mtu: number | undefined;
  readonly externalIds: Readonly<Record<string, string>>;
}

/** Every port of the bridge, ours or not, with each of its interfaces (a bond has several). */
export function bridgePorts(replica: Replica, bridge: string): readonly BridgePort[] {
  const found: BridgePort[] = [];
  const row = [...replica.table('Bridge').values()].find(({ name }) => name === bridge);
  for (const portId of row?.ports ?? []) {
    const port = replica.table('Port').get(portId);
    for (const interfaceId of port?.interfaces ?? []) {
      const link = replica.table('Interface').get(interfaceId);
      if (port === undefined || link === undefined) continue;
      found.push({
        name: link.name,
        portId,
        interfaceId,
        type: link.type,
        tag: port.tag,
        ofport: link.ofport !== undefined && link.ofport > 0 ? link.ofport : undefined,
        error: link.error,
        mtu: link.mtu,
        externalIds: port.external_ids,
      });
    }
  }
  return found;
}
