import type { VipServices } from '../../api/balancer/index.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import type { Balancer, BalancerCall } from './provider.js';

/** A balancer and as whom we are with it. */
export interface OpenBalancer {
  readonly balancer: Balancer;
  /** UID of the cluster's namespace kube-system. */
  readonly owner: string;
}

export interface VipSettings {
  readonly services: VipServices;
  /** Hold Services back from going before their VIPs are gone. */
  readonly finalizer: boolean;
  /** Namespaces that are served; all if empty. */
  readonly namespaces: readonly string[];
  /** Milliseconds between the two proofs that a VIP is for nobody. */
  readonly graceMs: number;
}

export interface VipDependencies {
  readonly kubernetes: KubernetesClient;
  /** Opened at the first use, since it needs the API server's word on who we are. */
  open(call: BalancerCall): Promise<OpenBalancer>;
  readonly settings: VipSettings;
  readonly date?: () => Date;
  /** Milliseconds, never going back. */
  readonly monotonic?: () => number;
}
