import { describe, expect, it } from 'vitest';
import { reverseZones } from './reverse-zones.js';

const networks = {
  lan: '10.90.0.0/16',
  pods: '10.90.128.0/17',
  lanIpv6: 'fd5a:90::/64',
  services: '10.96.0.0/16',
  servicesIpv6: 'fd5a:96::/112',
};

describe('reverseZones', () => {
  it('has a zone for each network and family', () => {
    expect(reverseZones(networks)).toEqual([
      '90.10.in-addr.arpa',
      '96.10.in-addr.arpa',
      '0.0.0.0.0.0.0.0.0.9.0.0.a.5.d.f.ip6.arpa',
      '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.a.5.d.f.ip6.arpa',
    ]);
  });

  it('has the zone around a network that ends amid an octet, and that once', () => {
    const zones = reverseZones({ ...networks, lan: '10.0.0.0/12', services: '10.64.0.0/12' });
    expect(zones.filter((zone) => zone.endsWith('in-addr.arpa'))).toEqual(['10.in-addr.arpa']);
  });
});
