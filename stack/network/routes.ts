import { overlap, parseNetwork } from './ipv4.js';

/** No organisation owns more than a /8: what is wider leads "everywhere", as the two halves that VPNs set do. */
const widestOwned = 8;

/** The first route of `ip -4 route` into a part of that network; routes that lead everywhere are none. */
export function clashingRoute(network: string, routes: string): string | undefined {
  const wanted = parseNetwork(network);
  if (wanted === undefined) return undefined;
  return routes
    .split('\n')
    .map((line) => line.trim())
    .find((line) => {
      const [first = ''] = line.replace(/^(unreachable|blackhole|prohibit) /, '').split(' ');
      const target = parseNetwork(first);
      return target !== undefined && target.bits >= widestOwned && overlap(wanted, target);
    });
}
