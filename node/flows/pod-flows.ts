import type { Flow } from '../openflow/flow-mod.js';
import type { Match } from '../openflow/match.js';
import type { PodPort } from '../ovsdb/port-facts.js';
import { linkLocalOf } from './mac.js';

/**
 * The pipeline of the bridge. Table 0 asks where a frame comes from, table 1 forwards as a learning switch does.
 *
 * | Table | Priority | From          | Frame                                                    | Then                    |
 * | ----- | -------- | ------------- | -------------------------------------------------------- | ----------------------- |
 * | 0     | 300      | a pod's port  | router advertisement, redirect                           | dropped                 |
 * | 0     | 250      | a pod's port  | neighbour discovery that speaks for the pod itself       | table 1                 |
 * | 0     | 240      | a pod's port  | other neighbour discovery                                | dropped                 |
 * | 0     | 200      | a pod's port  | IP and ARP with the pod's MAC and one of its addresses   | table 1                 |
 * | 0     | 100      | a pod's port  | all else                                                 | dropped                 |
 * | 0     | 50       | any other port| all                                                      | table 1                 |
 * | 0     | –        | unknown port  | all                                                      | dropped (nothing fits)  |
 * | 1     | 10       |               | to the MAC of a pod with a limit on what it receives     | its meter, then forward |
 * | 1     | 0        |               | all                                                      | forward                 |
 *
 * A port is unknown from its making until its flows are there: nothing leaves a pod that is not held to its addresses.
 */
export const tables = { source: 0, forward: 1 } as const;

/** Protocols by their EtherType. */
const arp = { ethType: 0x0806 } as const;
const ipv4 = { ethType: 0x0800 } as const;
const ipv6 = { ethType: 0x86dd } as const;
const icmpv6 = { ...ipv6, ipProtocol: 58 } as const;
const solicitation = { ...icmpv6, icmpv6Type: 135 } as const;
const advertisement = { ...icmpv6, icmpv6Type: 136 } as const;
const noMac = '00:00:00:00:00:00';
const ARP_REQUEST = 1;

/** What flows of one port are made from. */
export type PortFacts = Pick<PodPort, 'addresses' | 'rates'> & {
  readonly ofport: number;
  readonly mac: string;
};

/** Numbers of the meters of a port; every port number has a pair of its own. */
export function meterIds(ofport: number): { readonly ingress: number; readonly egress: number } {
  return { ingress: 2 * ofport + 1, egress: 2 * ofport + 2 };
}

/** The flows of one pod's port. Frames with a VLAN header are among the rest that is dropped: the port has one VLAN. */
export function podFlows({ ofport, mac, addresses, rates }: PortFacts): readonly Flow[] {
  const v4 = addresses.filter((address) => !address.includes(':'));
  const v6 = addresses.filter((address) => address.includes(':'));
  const meters = meterIds(ofport);
  const limit = rates.egress === undefined ? undefined : meters.egress;
  const on: Line = (priority, match) => ({
    table: tables.source,
    priority,
    match: { inPort: ofport, untagged: true, ethSource: mac, ...match },
    meter: limit,
    then: { table: tables.forward },
  });
  const off: Line = (priority, match) => ({
    table: tables.source,
    priority,
    match: { inPort: ofport, ...match },
    then: 'drop',
  });
  return [
    ...v4.flatMap((address) => [
      on(200, { ...arp, arpSenderMac: mac, arpSender: address }),
      on(200, { ...ipv4, ipv4Source: address }),
      // Somebody who has no address yet asks whether it is taken (RFC 5227); only for its own.
      on(200, {
        ...arp,
        arpSenderMac: mac,
        arpSender: '0.0.0.0',
        arpTarget: address,
        arpOperation: ARP_REQUEST,
      }),
    ]),
    ...(v6.length === 0 ? [] : v6Flows(mac, v6, on, off)),
    off(100, {}),
    ...(rates.ingress === undefined ? [] : [limitTo(mac, meters.ingress)]),
  ];
}

type Line = (priority: number, match: Match) => Flow;

function limitTo(mac: string, meter: number): Flow {
  return { table: tables.forward, priority: 10, match: { ethDestination: mac }, meter, then: 'forward' };
}

function v6Flows(mac: string, addresses: readonly string[], on: Line, off: Line): readonly Flow[] {
  const own = [...addresses, linkLocalOf(mac)];
  return [
    off(300, { ...icmpv6, icmpv6Type: 134 }),
    off(300, { ...icmpv6, icmpv6Type: 137 }),
    ...own.flatMap((address) => [
      // An answer may leave out the link-layer option, which then reads as zero (RFC 4861, 4.4).
      on(250, { ...advertisement, ndTarget: address, ndTargetMac: mac }),
      on(250, { ...advertisement, ndTarget: address, ndTargetMac: noMac }),
      on(250, { ...solicitation, ipv6Source: address, ndSourceMac: mac }),
      on(250, { ...solicitation, ipv6Source: address, ndSourceMac: noMac }),
      // Duplicate address detection asks from nobody (RFC 4862, 5.4).
      on(250, { ...solicitation, ipv6Source: '::', ndTarget: address, ndSourceMac: noMac }),
    ]),
    off(240, solicitation),
    off(240, advertisement),
    ...own.map((address) => on(200, { ...ipv6, ipv6Source: address })),
    // Reports of multicast listeners come from nobody before the link-local address may be used (RFC 3590).
    on(200, { ...icmpv6, icmpv6Type: 131, ipv6Source: '::' }),
    on(200, { ...icmpv6, icmpv6Type: 143, ipv6Source: '::' }),
  ];
}
