import type { VipState } from '../../activities/balancer/contract.js';

/** Input of the workflow `vip`: the Service, which need not exist any more. */
export interface VipInput {
  readonly namespace: string;
  readonly name: string;
}

/** The signal: look again. It says nothing more. */
export const vipChangedSignal = 'changed';

export interface VipResult {
  readonly state: VipState;
  /** Addresses that the balancer has for the Service. */
  readonly addresses: readonly string[];
  /** Writes to the balancer, and VIPs removed, by this run. */
  readonly written: number;
  readonly removed: number;
  /** All of it in a sentence. */
  readonly message: string;
}
