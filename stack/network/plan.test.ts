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
      host: '10.90.0.1',
      controlPlane: '10.90.0.10',
      kubernetesService: '10.96.0.1',
      machines: [
        { name: 'm1', address: '10.90.0.11', pods: '10.244.1.0/24' },
        { name: 'm2', address: '10.90.0.12', pods: '10.244.2.0/24' },
      ],
    });
  });

  it('gives nobody the address of another, and nobody one outside of its network', () => {
    const settings = fc.record({
      STATEWRIGHT_MACHINES: fc.integer({ min: 1, max: 9 }).map(String),
      STATEWRIGHT_LAN: fc.integer({ min: 8, max: 27 }).map((bits) => `10.0.0.0/${bits}`),
      STATEWRIGHT_POD_NETWORK: fc.integer({ min: 9, max: 20 }).map((bits) => `172.0.0.0/${bits}`),
      STATEWRIGHT_SERVICE_NETWORK: fc.integer({ min: 12, max: 28 }).map((bits) => `192.160.0.0/${bits}`),
    });
    fc.assert(
      fc.property(settings, (environment) => {
        const { networks, ...read } = readSettings(environment, '/project');
        const { host, controlPlane, kubernetesService, machines } = planNetwork({ networks, ...read });
        const onLan = [host, controlPlane, ...machines.map(({ address }) => address)];
        expect(new Set(onLan).size).toBe(onLan.length);
        const inside: readonly (readonly [string, string])[] = [
          ...onLan.map((address) => [networks.lan, address] as const),
          ...machines.map(({ pods }) => [networks.pods, pods] as const),
          [networks.services, kubernetesService],
        ];
        for (const [whole, part] of inside) expect(overlap(parsed(whole), parsed(part))).toBe(true);
        machines.forEach((one, index) => {
          for (const other of machines.slice(index + 1)) {
            expect(overlap(parsed(one.pods), parsed(other.pods))).toBe(false);
          }
        });
      }),
    );
  });
});
