import type { ObjectKey } from '../names.js';

/**
 * A virtual IP as the platform wants it, whatever balancer holds it: one for each ClusterIP of a Service.
 * Free of zod, so that workflows may name it. Lists are sorted, so that two of the same meaning are equal.
 */
export interface Vip {
  /** Canonical text of an IPv4 or IPv6 address. */
  readonly address: string;
  readonly service: ServiceIdentity;
  readonly listeners: readonly Listener[];
  /** CIDRs that may connect; empty: all. */
  readonly sourceRanges: readonly string[];
  readonly affinity?: { readonly kind: 'ClientIP'; readonly timeoutSeconds: number };
  /** Seconds after which a silent connection is cut; the balancer's own choice if left out. */
  readonly idleTimeoutSeconds?: number;
}

/** A name can be used again, so the UID belongs to it. */
export interface ServiceIdentity extends ObjectKey {
  readonly uid: string;
}

export interface Listener {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly members: readonly Member[];
  /** How the balancer itself tests members; none if left out. */
  readonly healthCheck?: HealthCheck;
}

export interface HealthCheck {
  readonly kind: 'tcp';
  readonly intervalSeconds: number;
}

/** Where traffic goes. */
export interface Member {
  /** Canonical text, of the VIP's family. */
  readonly address: string;
  readonly port: number;
  /** Share of new connections, 0 to 256. */
  readonly weight: number;
  /** `drain`: connections that are open go on, no new ones come. */
  readonly state: 'up' | 'drain';
}

/** A VIP as a balancer has it. */
export interface RecordedVip {
  readonly id: string;
  /** Changes with every change; the precondition of writes. */
  readonly version: string;
  /** UID of the cluster's namespace kube-system; anything else is another's. */
  readonly owner: string;
  readonly vip: Vip;
}
