import { overlap, parseNetwork } from './ipv4.js';

/** The first route of `ip -4 route` into a part of that network; the default route leads everywhere and is none. */
export function clashingRoute(network: string, routes: string): string | undefined {
  const wanted = parseNetwork(network);
  if (wanted === undefined) return undefined;
  return routes
    .split('\n')
    .map((line) => line.trim())
    .find((line) => {
      const [first = ''] = line.replace(/^(unreachable|blackhole|prohibit) /, '').split(' ');
      const target = parseNetwork(first);
      return target !== undefined && overlap(wanted, target);
    });
}
