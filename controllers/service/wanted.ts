import { vipDigest, vipsDigest } from '../../api/balancer/digest.js';
import {
  isGoing,
  vipFinalizer,
  wantedVips,
  type ServiceToBalance,
  type SliceToBalance,
  type VipServices,
} from '../../api/balancer/index.js';

export interface WantedSettings {
  readonly services: VipServices;
  readonly finalizer: boolean;
}

/**
 * What the balancer is to have for a Service, to be held against what it has.
 *
 * | Service                                          | digest                                          |
 * | ------------------------------------------------ | ----------------------------------------------- |
 * | gone, or not served                              | empty                                           |
 * | being deleted, waits for us                      | one that nothing recorded ever has              |
 * | served, to have our finalizer and has not        | that of its VIPs, and more                      |
 * | served                                           | that of its VIPs                                |
 */
export function wantedDigest(
  service: ServiceToBalance | undefined,
  slices: readonly SliceToBalance[],
  settings: WantedSettings,
): string {
  if (service === undefined) return '';
  if (isGoing(service)) return 'going';
  const { vips } = wantedVips(service, slices, settings.services);
  const digest = vipsDigest(vips.map(vipDigest));
  const { finalizers = [], deletionTimestamp } = service.metadata;
  const unmarked = vips.length > 0 && !finalizers.includes(vipFinalizer) && deletionTimestamp === undefined;
  return settings.finalizer && unmarked ? `${digest} unmarked` : digest;
}
