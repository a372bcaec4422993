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

/** A flow in the words of ovs-ofctl(8), without its cookie. */
export type Flow = string;

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
  const limit = rates.egress === undefined ? '' : `meter:${meters.egress},`;
  const on = (priority: number, match: string): Flow =>
    `table=${tables.source},priority=${priority},in_port=${ofport},vlan_tci=0,dl_src=${mac},${match},actions=${limit}goto_table:${tables.forward}`;
  const off = (priority: number, match: string): Flow =>
    `table=${tables.source},priority=${priority},in_port=${ofport}${match},actions=drop`;
  return [
    ...v4.flatMap((address) => [
      on(200, `arp,arp_sha=${mac},arp_spa=${address}`),
      on(200, `ip,nw_src=${address}`),
    ]),
    // Somebody who has no address yet asks whether it is taken (RFC 5227); only for its own.
    ...v4.map((address) => on(200, `arp,arp_sha=${mac},arp_spa=0.0.0.0,arp_tpa=${address},arp_op=1`)),
    ...(v6.length === 0 ? [] : v6Flows(mac, v6, on, off)),
    off(100, ''),
    ...(rates.ingress === undefined
      ? []
      : [`table=${tables.forward},priority=10,dl_dst=${mac},actions=meter:${meters.ingress},NORMAL`]),
  ];
}

type Line = (priority: number, match: string) => Flow;

function v6Flows(mac: string, addresses: readonly string[], on: Line, off: Line): readonly Flow[] {
  const own = [...addresses, linkLocalOf(mac)];
  return [
    off(300, ',icmp6,icmp_type=134'),
    off(300, ',icmp6,icmp_type=137'),
    ...own.flatMap((address) => [
      // An answer may leave out the link-layer option, which then reads as zero (RFC 4861, 4.4).
      on(250, `icmp6,icmp_type=136,nd_target=${address},nd_tll=${mac}`),
      on(250, `icmp6,icmp_type=136,nd_target=${address},nd_tll=00:00:00:00:00:00`),
      on(250, `icmp6,icmp_type=135,ipv6_src=${address},nd_sll=${mac}`),
      on(250, `icmp6,icmp_type=135,ipv6_src=${address},nd_sll=00:00:00:00:00:00`),
      // Duplicate address detection asks from nobody (RFC 4862, 5.4).
      on(250, `icmp6,icmp_type=135,ipv6_src=::,nd_target=${address},nd_sll=00:00:00:00:00:00`),
    ]),
    off(240, ',icmp6,icmp_type=135'),
    off(240, ',icmp6,icmp_type=136'),
    ...own.map((address) => on(200, `ipv6,ipv6_src=${address}`)),
    // Reports of multicast listeners come from nobody before the link-local address may be used (RFC 3590).
    on(200, 'icmp6,icmp_type=131,ipv6_src=::'),
    on(200, 'icmp6,icmp_type=143,ipv6_src=::'),
  ];
}
