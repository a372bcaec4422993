import {
  vipDifference,
  vipId,
  type RecordedVip,
  type ServiceIdentity,
  type Vip,
} from '../../api/balancer/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';

export type VipStep =
  /** Somebody may have it; the balancer says so when it is made. */
  | { readonly kind: 'make'; readonly id: string; readonly vip: Vip }
  | { readonly kind: 'keep'; readonly id: string; readonly vip: Vip }
  | { readonly kind: 'update'; readonly id: string; readonly vip: Vip; readonly recorded: RecordedVip }
  /** Recorded for another Service, which must be proven to be without that address first. */
  | { readonly kind: 'takeOver'; readonly id: string; readonly vip: Vip; readonly recorded: RecordedVip }
  | { readonly kind: 'foreign'; readonly id: string; readonly vip: Vip; readonly owner: string }
  | { readonly kind: 'over'; readonly recorded: RecordedVip };

export interface VipSituation {
  readonly owner: string;
  readonly service: ObjectKey;
  readonly wanted: readonly Vip[];
  /** Those recorded for the Service, and those that have the id of a wanted one. */
  readonly recorded: readonly RecordedVip[];
}

/**
 * What is to be done about the VIPs of one Service. An address is the same VIP whoever has it, so that there is never a moment
 * without it between two Services that have it one after the other.
 *
 * | wanted | recorded                                   | step     |
 * | ------ | ------------------------------------------ | -------- |
 * | yes    | nothing                                    | make     |
 * | yes    | another owner's                            | foreign  |
 * | yes    | of this name, the same in all              | keep     |
 * | yes    | of this name, of any UID, else different   | update   |
 * | yes    | of another Service                         | takeOver |
 * | no     | ours, of this name                         | over     |
 * | no     | ours, of another name, or another owner's  | –        |
 * | any    | ours by owner, but not by the way we number | –       |
 */
export function decideVips({ owner, service, wanted, recorded }: VipSituation): readonly VipStep[] {
  const byId = new Map(recorded.filter((one) => isNumberedByUs(one)).map((one) => [one.id, one]));
  const steps = wanted.map((vip): VipStep => {
    const id = vipId(owner, vip.address);
    const known = byId.get(id);
    byId.delete(id);
    if (known === undefined) return { kind: 'make', id, vip };
    if (known.owner !== owner) return { kind: 'foreign', id, vip, owner: known.owner };
    if (!isOf(known.vip.service, service)) return { kind: 'takeOver', id, vip, recorded: known };
    const same = vipDifference(vip, known.vip).length === 0;
    return same ? { kind: 'keep', id, vip } : { kind: 'update', id, vip, recorded: known };
  });
  const over = [...byId.values()].filter((one) => one.owner === owner && isOf(one.vip.service, service));
  return [...steps, ...over.map((one): VipStep => ({ kind: 'over', recorded: one }))];
}

export function isOf(recorded: ServiceIdentity, service: ObjectKey): boolean {
  return formatKey(recorded) === formatKey(service);
}

/** A person may keep VIPs under our owner's name; their ids are not made from the address. */
export function isNumberedByUs({ id, owner, vip }: RecordedVip): boolean {
  return id === vipId(owner, vip.address);
}
