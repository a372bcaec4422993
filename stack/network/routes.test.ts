import { describe, expect, it } from 'vitest';
import { clashingRoute } from './routes.js';

const routes = `default via 192.168.1.1 dev eth0
10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2
blackhole 10.97.0.0/16
unreachable 10.98.0.0/16 metric 4278198272
172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown
192.168.1.7 dev eth0 scope link
`;

describe('clashingRoute', () => {
  it.each([
    ['a network that no route leads into', '10.90.0.0/16', undefined],
    ['a network beside one with a route', '10.8.1.0/24', undefined],
    ['a network in which a route leads to a part', '10.8.0.0/16', '10.8.0.0/24 dev tun0'],
    ['a part of a network with a route', '172.17.4.0/24', '172.17.0.0/16 dev docker0'],
    ['a network with a route to one address in it', '192.168.0.0/16', '192.168.1.7 dev eth0'],
    ['a network whose packets are thrown away', '10.97.0.0/16', 'blackhole 10.97.0.0/16'],
    ['a network that is said to be out of reach', '10.98.3.0/24', 'unreachable 10.98.0.0/16'],
  ])('%s', (_name, network, expected) => {
    const found = clashingRoute(network, routes);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(new RegExp(`^${expected}`));
  });

  it.each([
    ['both halves of the internet', '0.0.0.0/1 via 10.8.0.1 dev tun0\n128.0.0.0/1 via 10.8.0.1 dev tun0\n'],
    ['a default route with its number', '0.0.0.0/0 via 10.8.0.1 dev tun0\n'],
    ['a part wider than any owner has', '8.0.0.0/7 via 10.8.0.1 dev tun0\n'],
  ])('lets a VPN pass that takes %s', (_name, vpn) => {
    expect(clashingRoute('10.90.0.0/16', vpn)).toBeUndefined();
    expect(clashingRoute('172.17.4.0/24', vpn + routes)).toMatch(/^172\.17\.0\.0\/16 /);
  });

  it('counts a route to all of a private network', () => {
    const office = '10.0.0.0/8 via 192.168.1.1 dev eth0';
    expect(clashingRoute('10.90.0.0/16', office)).toBe(office);
  });

  it('names the first of several, as the system prints it', () => {
    expect(clashingRoute('10.0.0.0/8', routes)).toBe(
      '10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2',
    );
  });
});
