import { addressesToServe } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import { services, type CallOptions } from '../../kubernetes/index.js';
import type { KeptReason, RemoveVipsRequest, VipOver, VipRemoval } from './contract.js';
import { isNumberedByUs, isOf } from './decide.js';
import type { OpenBalancer, VipDependencies } from './dependencies.js';
import { isHeldByAnother } from './holder.js';

/** What `removeVips` of the contract says. */
export async function removeVips(
  deps: VipDependencies,
  { service, vips }: RemoveVipsRequest,
  call: CallOptions = {},
): Promise<VipRemoval> {
  const opened = await deps.open(call);
  const removed: string[] = [];
  const kept: { address: string; reason: KeptReason }[] = [];
  for (const vip of vips) {
    const reason = await removeOne(deps, opened, service, vip, call);
    if (reason === undefined) removed.push(vip.address);
    else kept.push({ address: vip.address, reason });
  }
  return { removed, kept };
}

/**
 * Read in this order, so that the version of the deletion is older than the proof: whoever gives the VIP to a living Service in
 * between changes the version, and the deletion does not happen.
 *
 * | the balancer has                       | the Service of that name    | address held by another, served | then    |
 * | -------------------------------------- | --------------------------- | ------------------------------- | ------- |
 * | nothing                                |                             |                                 | removed |
 * | another owner, name or Service UID     |                             |                                 | changed |
 * | what was seen first                    | wants the address           |                                 | wanted  |
 * | what was seen first                    | gone, or does not want it   | yes                             | held    |
 * | what was seen first                    | gone, or does not want it   | no                              | removed |
 * | what was seen first, another version by the time of deletion |       |                                 | changed |
 *
 * Any answer that proves nothing throws, and nothing is removed.
 */
async function removeOne(
  { kubernetes, settings }: VipDependencies,
  { balancer, owner }: OpenBalancer,
  key: ObjectKey,
  { id, address, uid }: VipOver,
  call: CallOptions,
): Promise<KeptReason | undefined> {
  const recorded = await balancer.get(id, call);
  if (recorded === undefined) return undefined;
  const { vip } = recorded;
  const isSame = vip.address === address && vip.service.uid === uid && isOf(vip.service, key);
  if (recorded.owner !== owner || !isNumberedByUs(recorded) || !isSame) return 'changed';
  const service = await kubernetes.get(services, key, call);
  if (service !== undefined && addressesToServe(service, settings.services).includes(address))
    return 'wanted';
  if (await isHeldByAnother(kubernetes, address, key, settings.services, call)) return 'held';
  try {
    await balancer.remove(recorded, call);
    return undefined;
  } catch (error) {
    if (error instanceof StatewrightError && error.kind === 'Conflict') return 'changed';
    throw error;
  }
}
