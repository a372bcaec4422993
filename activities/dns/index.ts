import { Context } from '@temporalio/activity';
import { StatewrightError } from '../../api/errors/index.js';
import type { KeptZone } from './config.js';
import type { DnsActivities } from './contract.js';
import { compareZone, syncZone, type NamesCall, type NamesWorld } from './sync.js';

export { readNamingSettings, type KeptZone, type NamingSettings } from './config.js';
export { compareZone, syncZone, type NamesWorld } from './sync.js';

/** The side effects of `dnsZone` and `sweepNames`. `world` undefined: no zone is kept by this installation. */
export function createDnsActivities(world: NamesWorld | undefined): DnsActivities {
  const zoneNamed = (name: string): { readonly world: NamesWorld; readonly zone: KeptZone } => {
    const zone = world?.naming.zones.find((one) => one.name === name);
    if (world === undefined || zone === undefined) throw new StatewrightError('ZoneNotKept', { zone: name });
    return { world, zone };
  };
  return {
    namedZones: () => Promise.resolve((world?.naming.zones ?? []).map(({ name }) => name)),
    async compareNames(request) {
      const { world: known, zone } = zoneNamed(request.zone);
      return compareZone(known, zone, callOfContext());
    },
    async syncNames(request) {
      const { world: known, zone } = zoneNamed(request.zone);
      return syncZone(known, zone, request, callOfContext());
    },
  };
}

function callOfContext(): NamesCall {
  const context = Context.current();
  return { signal: context.cancellationSignal, progress: () => context.heartbeat() };
}
