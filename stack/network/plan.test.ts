import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.js';
import { overlap, parseNetwork, type Network } from './ipv4.js';
import { planNetwork } from './plan.js';

function parsed(text: string): Network {
  const found = parseNetwork(text);
  if (found === undefined) throw new Error(`${text} is no network`);
  return found;
}

describe('planNetwork', () => {
  it('gives the default machines the addresses that the documentation names', () => {
    expect(planNetwork(readSettings({}, '/project'))).toEqual({
      lanBits: 16,
      lanIpv6: 'fd5a:90::/64',
      podsIpv6: 'fd5a:90::1:0/112',
      host: '10.90.0.1',
      hostIpv6: 'fd5a:90::1',
      outside: { address: '10.90.0.2', ipv6: 'fd5a:90::2' },
      balancer: { address: '10.90.0.3', ipv6: 'fd5a:90::3' },
      nameServer: { address: '10.90.0.4', ipv6: 'fd5a:90::4' },
      controlPlane: '10.90.0.10',
      controlPlaneIpv6: 'fd5a:90::a',
      kubernetesService: '10.96.0.1',
      dnsService: '10.96.0.10',
      machines: [
        { name: 'm1', address: '10.90.0.11', ipv6: 'fd5a:90::b' },
        { name: 'm2', address: '10.90.0.12', ipv6: 'fd5a:90::c' },
      ],
    });
  });

  it('gives nobody the address of another, and nobody one outside of its network', () => {
    const settings = fc.record({
      STATEWRIGHT_MACHINES: fc.integer({ min: 1, max: 9 }).map(String),
      STATEWRIGHT_LAN: fc.integer({ min: 8, max: 26 }).map((bits) => `10.0.0.0/${bits}`),
      STATEWRIGHT_SERVICE_NETWORK: fc.integer({ min: 12, max: 28 }).map((bits) => `192.160.0.0/${bits}`),
    });
    fc.assert(
      fc.property(settings, (environment) => {
        const { networks, ...read } = readSettings(environment, '/project');
        const plan = planNetwork({ networks, ...read });
        const places = [plan.outside, plan.balancer, plan.nameServer, ...plan.machines];
        const onLan = [plan.host, plan.controlPlane, ...places.map(({ address }) => address)];
        const onLanIpv6 = [plan.hostIpv6, plan.controlPlaneIpv6, ...places.map(({ ipv6 }) => ipv6)];
        expect(new Set(onLan).size).toBe(onLan.length);
        expect(new Set(onLanIpv6).size).toBe(onLan.length);
        const [lan, pods] = [parsed(networks.lan), parsed(networks.pods)];
        for (const address of onLan) {
          expect(overlap(lan, parsed(address))).toBe(true);
          expect(overlap(pods, parsed(address))).toBe(false);
        }
        expect(overlap(lan, pods) && pods.bits > lan.bits).toBe(true);
        for (const address of [plan.kubernetesService, plan.dnsService]) {
          expect(overlap(parsed(networks.services), parsed(address))).toBe(true);
        }
        expect(plan.dnsService).not.toBe(plan.kubernetesService);
      }),
    );
  });
});
