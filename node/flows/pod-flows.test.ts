import { describe, expect, it } from 'vitest';
import { linkLocalOf } from './mac.js';
import { podFlows } from './pod-flows.js';

const mac = '0a:58:0a:5a:40:05';
const limits = { ingress: 1e7, egress: 1e6 };

describe('the flows of a pod', () => {
  it('let out IPv4 and ARP of its own address, and drop all else of the port', () => {
    const from = { inPort: 3, untagged: true, ethSource: mac };
    const [table, then] = [0, { table: 1 }];
    const arp = { ...from, ethType: 0x0806, arpSenderMac: mac };
    const probe = { ...arp, arpSender: '0.0.0.0', arpTarget: '10.90.64.5', arpOperation: 1 };
    expect(podFlows({ ofport: 3, mac, addresses: ['10.90.64.5'], rates: {} })).toEqual([
      { table, priority: 200, match: { ...arp, arpSender: '10.90.64.5' }, then },
      { table, priority: 200, match: { ...from, ethType: 0x0800, ipv4Source: '10.90.64.5' }, then },
      { table, priority: 200, match: probe, then },
      { table, priority: 100, match: { inPort: 3 }, then: 'drop' },
    ]);
  });

  it('let no pod without IPv6 speak it, nor one with it speak for a router', () => {
    const v4 = podFlows({ ofport: 3, mac, addresses: ['10.90.64.5'], rates: {} });
    expect(v4.filter(({ match }) => match.ethType === 0x86dd)).toEqual([]);
    const v6 = podFlows({ ofport: 3, mac, addresses: ['fd90::5'], rates: {} });
    expect(v6.filter(({ match }) => match.ethType !== undefined && match.ethType !== 0x86dd)).toEqual([]);
    const advertisement = { inPort: 3, ethType: 0x86dd, ipProtocol: 58, icmpv6Type: 134 };
    expect(v6).toContainEqual({ table: 0, priority: 300, match: advertisement, then: 'drop' });
    const spoken = v6.flatMap(({ match }) => [match.ndTarget, match.ipv6Source]);
    const own = [undefined, 'fd90::5', linkLocalOf(mac), '::'];
    expect(spoken.filter((address) => !own.includes(address))).toEqual([]);
  });

  it('let nothing out that does not bear its MAC without a VLAN header', () => {
    const flows = podFlows({ ofport: 3, mac, addresses: ['10.90.64.5', 'fd90::5'], rates: limits });
    const out = flows.filter(({ table, then }) => table === 0 && then !== 'drop');
    for (const { match } of out) expect(match).toMatchObject({ inPort: 3, ethSource: mac, untagged: true });
    expect(out.length).toBeGreaterThan(10);
  });

  it('meter what is limited, each direction by a meter of the port', () => {
    const flows = podFlows({ ofport: 3, mac, addresses: ['10.90.64.5'], rates: limits });
    const out = flows.filter(({ table, then }) => table === 0 && then !== 'drop');
    expect(out.map(({ meter }) => meter)).toEqual([8, 8, 8]);
    const into = { table: 1, priority: 10, match: { ethDestination: mac }, meter: 7, then: 'forward' };
    expect(flows.at(-1)).toEqual(into);
  });
});

describe('a link-local address', () => {
  it('is the modified EUI-64 of the MAC', () => {
    expect(linkLocalOf('0a:58:0a:5a:40:05')).toBe('fe80::858:aff:fe5a:4005');
  });
});
