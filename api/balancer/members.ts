import { formatAddress, parseAddress, type Family } from '../network/address.js';
import { sortedMembers } from './normal-form.js';
import type { EndpointConditions, ServicePort, SliceToBalance } from './service.js';
import type { Member } from './vip.js';

/** Alike for all; a balancer may give 0 to 256, Kubernetes knows no weights. */
const weight = 100;

/** What an endpoint is good for. */
type Standing = 'up' | 'drain' | 'out';

const rank: Readonly<Record<Standing, number>> = { out: 0, drain: 1, up: 2 };

/**
 * What an endpoint is good for. Unknown (null, missing) ready counts as true, unknown serving as ready, unknown terminating as
 * false (k8s.io/api discovery/v1 EndpointConditions).
 *
 * | ready | terminating | serving | publishNotReadyAddresses | standing |
 * | ----- | ----------- | ------- | ------------------------ | -------- |
 * | yes   | any         | any     | any                      | up       |
 * | no    | any         | any     | yes                      | up       |
 * | no    | yes         | yes     | no                       | drain    |
 * | no    | otherwise   |         | no                       | out      |
 */
export function standingOf(conditions: EndpointConditions | undefined, publishNotReady: boolean): Standing {
  const { ready = null, serving = null, terminating = null } = conditions ?? {};
  if (ready ?? true) return 'up';
  if (publishNotReady) return 'up';
  return terminating === true && serving === true ? 'drain' : 'out';
}

/**
 * The members behind one port of a Service, of one family, sorted; each once, with the best of its standings, however many
 * slices name it. A slice's port belongs to the Service's port of the same name and protocol, so that a named port may be
 * another number on each pod. Of an endpoint's addresses the first counts, as for kube-proxy.
 *
 * When no endpoint is up, those that are terminating and still serve stay up (KEP-1669): a connection that may be cut soon is
 * better than none.
 */
export function membersOf(
  port: ServicePort,
  slices: readonly SliceToBalance[],
  family: Family,
  publishNotReady: boolean,
): readonly Member[] {
  const protocol = port.protocol ?? 'TCP';
  const found = new Map<string, { readonly address: string; readonly port: number; standing: Standing }>();
  for (const slice of slices) {
    if (slice.addressType !== `IPv${family}`) continue;
    const numbers = (slice.ports ?? []).flatMap((one) =>
      (one.name ?? '') === (port.name ?? '') && (one.protocol ?? 'TCP') === protocol ? (one.port ?? []) : [],
    );
    for (const endpoint of slice.endpoints ?? []) {
      const parsed = parseAddress(endpoint.addresses[0] ?? '');
      const standing = standingOf(endpoint.conditions, publishNotReady);
      if (parsed?.family !== family || standing === 'out') continue;
      const address = formatAddress(parsed);
      for (const number of numbers) {
        const key = `${address} ${number}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { address, port: number, standing });
        else if (rank[standing] > rank[known.standing]) known.standing = standing;
      }
    }
  }
  const all = [...found.values()];
  const none = all.every(({ standing }) => standing !== 'up');
  return sortedMembers(
    all.map(({ address, port: number, standing }) => {
      const state = standing === 'up' || none ? 'up' : 'drain';
      return { address, port: number, weight, state };
    }),
  );
}
