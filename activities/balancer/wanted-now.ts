import {
  serviceNameLabel,
  vipDifference,
  wantedVips,
  type Vip,
  type WantedVips,
} from '../../api/balancer/index.js';
import type { ObjectKey } from '../../api/names.js';
import { endpointSlices, services, type CallOptions, type Service } from '../../kubernetes/index.js';
import type { VipDependencies } from './dependencies.js';

const nothingWanted: WantedVips = { vips: [], problems: [], remarks: [] };

/** The VIPs that this Service is to have, with the members that it has now. Nothing for one that is not there. */
export async function wantedNow(
  deps: VipDependencies,
  service: Service | undefined,
  call: CallOptions,
): Promise<WantedVips> {
  const chosen = deps.settings.services;
  // Without slices, whether it is served at all costs nothing to know.
  if (service === undefined || wantedVips(service, [], chosen).vips.length === 0) return nothingWanted;
  const { namespace, name } = service.metadata;
  const labelSelector = `${serviceNameLabel}=${name}`;
  const { items } = await deps.kubernetes.list(endpointSlices, { ...call, namespace, labelSelector });
  return wantedVips(service, items, chosen);
}

/** Whether the Service still wants each of these VIPs, the same in all. Read live. */
export async function areWantedStill(
  deps: VipDependencies,
  key: ObjectKey,
  vips: readonly Vip[],
  call: CallOptions,
): Promise<boolean> {
  const service = await deps.kubernetes.get(services, key, call);
  const now = (await wantedNow(deps, service, call)).vips;
  return vips.every((vip) =>
    now.some((one) => one.address === vip.address && vipDifference(one, vip).length === 0),
  );
}
