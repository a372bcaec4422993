import type { ObjectKey } from '../../api/names.js';

/** A VIP that the Service it is recorded for has no use for, as it was first seen so. */
export interface VipOver {
  readonly id: string;
  readonly address: string;
  /** UID of the Service that is recorded. */
  readonly uid: string;
}

/**
 * How a Service stands after a look:
 * - `Served`    the balancer has what the Service says
 * - `InPart`    it has what can be had; the condition on the Service names what cannot
 * - `NotServed` the Service is gone or is not to have a VIP
 * - `Blocked`   the address is somebody else's, or the balancer does not allow it: nothing helps but a person
 */
export type VipState = 'Served' | 'InPart' | 'NotServed' | 'Blocked';

export interface VipSync {
  readonly state: VipState;
  readonly addresses: readonly string[];
  /** Writes to the balancer. */
  readonly written: number;
  /** First proof that these are to go; `removeVips` gives the second, after `graceMs`. */
  readonly over: readonly VipOver[];
  readonly graceMs: number;
  /** Others kept changing it meanwhile: look again soon. */
  readonly again: boolean;
  /** All of it in a sentence. */
  readonly message: string;
}

export interface RemoveVipsRequest {
  readonly service: ObjectKey;
  readonly vips: readonly VipOver[];
}

/**
 * Why a VIP was kept after all:
 * - `wanted`  its Service has the address again
 * - `held`    another Service has the address now, and takes the VIP over
 * - `changed` it is recorded for something else, or was written meanwhile
 */
export type KeptReason = 'wanted' | 'held' | 'changed';

export interface VipRemoval {
  readonly removed: readonly string[];
  readonly kept: readonly { readonly address: string; readonly reason: KeptReason }[];
}

export interface SweepVipsRequest {
  /** Report only. */
  readonly dryRun: boolean;
}

/**
 * What a sweep found:
 * - `missing`   a Service is to have it and the balancer has none
 * - `different` the balancer has another than the Service says
 * - `over`      it is recorded for a Service that is gone or has no use for it
 */
export type VipFindingKind = 'missing' | 'different' | 'over';

export interface VipFinding {
  readonly kind: VipFindingKind;
  /** `<namespace>/<name>` of the Service. */
  readonly service: string;
  readonly address: string;
}

export interface VipSweepReport {
  readonly seen: { readonly services: number; readonly vips: number };
  readonly found: Readonly<Record<VipFindingKind, number>>;
  /** Services brought to what they say. */
  readonly repaired: number;
  readonly removed: number;
  /** Found, and right or changed when looked at live. */
  readonly kept: number;
  /** Services that could not be brought to what they say; their condition says why. */
  readonly blocked: number;
  /** The first of what was found; the counts tell of all. */
  readonly examples: readonly VipFinding[];
}

/** The side effects of the workflows `vip` and `sweepVips`. May run twice, and several at once. */
export interface VipActivities {
  /**
   * Reads what the balancer has and what Kubernetes wants, in this order, and writes the difference. Deletes nothing.
   * Fails with `Unavailable` while one of the two gives no answer.
   */
  syncVip(service: ObjectKey): Promise<VipSync>;
  /** Proves once more that the VIPs are for nobody, and deletes them at the version that was looked at. */
  removeVips(request: RemoveVipsRequest): Promise<VipRemoval>;
  /** Compares all Services with all VIPs of this cluster, both ways, and mends what differs. Heartbeats. */
  sweepVips(request: SweepVipsRequest): Promise<VipSweepReport>;
}
