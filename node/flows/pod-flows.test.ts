import { describe, expect, it } from 'vitest';
import { linkLocalOf } from './mac.js';
import { podFlows } from './pod-flows.js';

const mac = '0a:58:0a:5a:40:05';

describe('the flows of a pod', () => {
  it('let out IPv4 and ARP of its own address, and drop all else of the port', () => {
    expect(podFlows({ ofport: 3, mac, addresses: ['10.90.64.5'], rates: {} })).toEqual([
      `table=0,priority=200,in_port=3,vlan_tci=0,dl_src=${mac},arp,arp_sha=${mac},arp_spa=10.90.64.5,actions=goto_table:1`,
      `table=0,priority=200,in_port=3,vlan_tci=0,dl_src=${mac},ip,nw_src=10.90.64.5,actions=goto_table:1`,
      `table=0,priority=200,in_port=3,vlan_tci=0,dl_src=${mac},arp,arp_sha=${mac},arp_spa=0.0.0.0,arp_tpa=10.90.64.5,arp_op=1,actions=goto_table:1`,
      'table=0,priority=100,in_port=3,actions=drop',
    ]);
  });

  it('let no pod without IPv6 speak it, nor one with it speak for a router', () => {
    const v4 = podFlows({ ofport: 3, mac, addresses: ['10.90.64.5'], rates: {} });
    expect(v4.filter((flow) => /ipv6|icmp6/.test(flow))).toEqual([]);
    const v6 = podFlows({ ofport: 3, mac, addresses: ['fd90::5'], rates: {} });
    expect(v6.filter((flow) => /arp|,ip,/.test(flow))).toEqual([]);
    expect(v6).toContain('table=0,priority=300,in_port=3,icmp6,icmp_type=134,actions=drop');
    const spoken = v6.flatMap((flow) =>
      [...flow.matchAll(/(?:nd_target|ipv6_src)=([^,]+)/g)].map(([, address]) => address ?? ''),
    );
    const own = ['fd90::5', linkLocalOf(mac), '::'];
    expect(spoken.filter((address) => !own.includes(address))).toEqual([]);
  });

  it('meter what is limited, each direction by a meter of the port', () => {
    const flows = podFlows({
      ofport: 3,
      mac,
      addresses: ['10.90.64.5'],
      rates: { ingress: 1e7, egress: 1e6 },
    });
    for (const flow of flows.filter((one) => one.includes('goto_table')))
      expect(flow).toContain('meter:8,goto_table:1');
    expect(flows.at(-1)).toBe(`table=1,priority=10,dl_dst=${mac},actions=meter:7,NORMAL`);
  });
});

describe('a link-local address', () => {
  it('is the modified EUI-64 of the MAC', () => {
    expect(linkLocalOf('0a:58:0a:5a:40:05')).toBe('fe80::858:aff:fe5a:4005');
  });
});
