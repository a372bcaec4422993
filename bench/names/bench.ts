import { compareZone, syncZone, type NamesWorld } from '../../activities/dns/sync.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { Bind } from '../../test/integration/harness/bind.js';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import type { Arena, Bench, Figures } from '../harness/bench.js';
import { fillNaively } from './naive.js';
import { domain, makeServices, serviceKeys, SERVICES } from './services.js';

const owner = 'bench';
const ttl = 30;

/** How many updates the naive contestants have under way at once. */
const naive: Readonly<Record<string, number>> = { 'one-by-one': 1, 'sixteen-at-once': 16 };

/** A zone of real BIND filled from empty with the names of the Services of a real API server. */
export const names: Bench = {
  name: 'names',
  about: `${SERVICES.toLocaleString('en-US')} names into an empty zone of BIND: in batches with preconditions, and one update a name`,
  settings: { services: SERVICES, ttl },
  figures: [
    { name: 'fillSeconds', title: 'fill the zone [s]', unit: 's', better: 'less' },
    { name: 'namesPerSecond', title: '  names [1/s]', unit: '1/s', better: 'more' },
    { name: 'againSeconds', title: 'the same when nothing differs [s]', unit: 's', better: 'less' },
    { name: 'oneSeconds', title: 'one Service looked at in the full zone [s]', unit: 's', better: 'less' },
    { name: 'differing', title: 'Services with other names afterwards', unit: '', better: 'less' },
  ],
  contestants: [
    {
      name: 'statewright',
      what: 'the activity of the workflow dnsZone: reads zone and Services, writes 100 names a message, each with what it was read as for its precondition',
    },
    {
      name: 'one-by-one',
      what: 'reads the Services, then one update a name without preconditions, one after the other, as a script with nsupdate does; the next two figures are again all of that, and one update',
    },
    { name: 'sixteen-at-once', what: 'the same with sixteen updates under way at once' },
  ],
  sources: [
    ...['activities/dns', 'api/dns', 'bench/harness', 'bench/names', 'kubernetes'],
    ...['package-lock.json', 'stack/dns', 'test/integration/harness'],
  ],

  async open({ report }): Promise<Arena> {
    report(`starting an API server, and making ${SERVICES} Services`);
    const plane = await ControlPlane.start();
    try {
      const kubernetes = await plane.client();
      await makeServices(kubernetes);
      return { round: (name) => round(kubernetes, name), close: () => plane.stop() };
    } catch (error) {
      await plane.stop();
      throw error;
    }
  },
};

/** Each with a BIND of its own, which begins empty. */
async function round(kubernetes: KubernetesClient, contestant: string): Promise<Figures> {
  const bind = await Bind.start({ dynamicZones: [domain] });
  try {
    const server = bind.nameServer({ silenceMs: 60_000 });
    const zone = { name: domain, ttl, server };
    const world: NamesWorld = {
      kubernetes,
      naming: { domain, endpointPodNames: false, zones: [zone], namespaces: [] },
      owner,
    };
    const atOnce = naive[contestant];
    const fill = async (services: readonly string[]): Promise<void> => {
      if (atOnce === undefined) await syncZone(world, zone, { zone: domain, services, goneBefore: [] });
      else await fillNaively(kubernetes, server, atOnce, owner);
    };
    const fillSeconds = await seconds(() => fill(serviceKeys));
    const againSeconds = await seconds(() => fill(serviceKeys));
    const oneSeconds =
      atOnce === undefined ? await seconds(() => fill(serviceKeys.slice(0, 1))) : againSeconds / SERVICES;
    const { differing } = await compareZone(world, zone);
    const ours = new Set(serviceKeys);
    return {
      fillSeconds,
      namesPerSecond: SERVICES / fillSeconds,
      againSeconds,
      oneSeconds,
      differing: differing.filter((key) => ours.has(key)).length,
    };
  } finally {
    await bind.stop();
  }
}

async function seconds(act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await act();
  return (performance.now() - begin) / 1_000;
}
