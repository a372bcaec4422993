import type { RecordedVip, Vip } from '../../api/balancer/index.js';
import type { ObjectKey } from '../../api/names.js';

export interface BalancerCall {
  readonly signal?: AbortSignal | undefined;
}

/** What must be true of the balancer for a write to happen: nobody has that VIP, or it is still at that version. */
export type Precondition =
  { readonly kind: 'absent' } | { readonly kind: 'version'; readonly version: string };

/**
 * A balancer that holds VIPs. All that a second one has to be: a folder with something of this shape.
 *
 * Every write may be sent twice. Failures are StatewrightErrors:
 *
 * | Code                   | When                                                                        |
 * | ---------------------- | --------------------------------------------------------------------------- |
 * | `BalancerUnavailable`  | no reply, time-out, 429, 5xx, a reply that is not understood: nothing known |
 * | `BalancerConflict`     | the precondition does not hold (any more); read again                       |
 * | `VipOfAnother`         | the id or the address is somebody else's                                    |
 * | `BalancerRefused`      | an attribute is not acceptable; `problems` names fields of the VIP          |
 * | `BalancerForbidden`    | the token is not accepted                                                   |
 */
export interface Balancer {
  /** For sentences: `TVS`. */
  readonly name: string;
  /** Ours that are recorded for the Service of that name, whatever its UID; in full. */
  ofService(service: ObjectKey, call?: BalancerCall): Promise<readonly RecordedVip[]>;
  /** By id; undefined only if the balancer says that there is none. */
  get(id: string, call?: BalancerCall): Promise<RecordedVip | undefined>;
  /** Makes or replaces; returns what is recorded now. */
  put(id: string, vip: Vip, precondition: Precondition, call?: BalancerCall): Promise<RecordedVip>;
  /** Deletes at that version. `absent`: it was gone already. */
  remove(vip: RecordedVip, call?: BalancerCall): Promise<'removed' | 'absent'>;
  /** Pages of all that are ours; fails rather than leave out any. */
  listOwned(call?: BalancerCall): AsyncGenerator<readonly RecordedVip[]>;
}
