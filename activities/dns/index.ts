import { Context } from '@temporalio/activity';
import { StatewrightError } from '../../api/errors/index.js';
import { clusterOwner, type KubernetesClient } from '../../kubernetes/index.js';
import type { KeptZone, NamingSettings } from './config.js';
import type { DnsActivities } from './contract.js';
import { compareZone, syncZone, type NamesCall, type NamesWorld } from './sync.js';

export { readNamingSettings, type KeptZone, type NamingSettings } from './config.js';
export { compareZone, syncZone, type NamesWorld } from './sync.js';

export interface DnsDependencies {
  readonly kubernetes: KubernetesClient;
  /** Undefined: this installation keeps no zone. */
  readonly naming: NamingSettings | undefined;
}

/** The side effects of `dnsZone` and `sweepNames`. */
export function createDnsActivities({ kubernetes, naming }: DnsDependencies): DnsActivities {
  // Of a cluster it never changes.
  let owner: string | undefined;
  const open = async (
    name: string,
    call: NamesCall,
  ): Promise<{ readonly world: NamesWorld; readonly zone: KeptZone }> => {
    const zone = naming?.zones.find((one) => one.name === name);
    if (naming === undefined || zone === undefined) throw new StatewrightError('ZoneNotKept', { zone: name });
    owner ??= await clusterOwner(kubernetes, call);
    return { world: { kubernetes, naming, owner }, zone };
  };
  return {
    namedZones: () => Promise.resolve((naming?.zones ?? []).map(({ name }) => name)),
    async compareNames(request) {
      const call = callOfContext();
      const { world, zone } = await open(request.zone, call);
      return compareZone(world, zone, call);
    },
    async syncNames(request) {
      const call = callOfContext();
      const { world, zone } = await open(request.zone, call);
      return syncZone(world, zone, request, call);
    },
  };
}

function callOfContext(): NamesCall {
  const context = Context.current();
  // Nobody waits for the heartbeat of a local activity.
  const progress = (): void => {
    if (!context.info.isLocal) context.heartbeat();
  };
  return { signal: context.cancellationSignal, progress };
}
