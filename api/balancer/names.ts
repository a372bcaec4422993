import { formatKey, group, type ObjectKey } from '../names.js';

/** The one workflow that brings the VIPs of a Service about, as people type it into the Temporal UI. */
export const vipType = 'vip';
export const sweepVipsType = 'sweepVips';
/** Schedule and workflow have the same name. */
export const sweepVipsId = 'sweepVips';

export function vipWorkflowId(service: ObjectKey): string {
  return `vip/${formatKey(service)}`;
}

/** The load balancer class of Services of type LoadBalancer that are ours to serve. */
export const loadBalancerClass = `${group}/tvs`;

/** On a Service: what Kubernetes has no field for. */
export const serviceAnnotation = {
  /** `"true"` or `"false"`; decides where only annotated Services are served, and takes one out where all are. */
  vip: `${group}/vip`,
  /** Seconds after which a silent connection is cut. */
  idleTimeout: `${group}/vip-idle-timeout`,
  /** CIDRs with commas; for Services of type ClusterIP, which have no loadBalancerSourceRanges. */
  sourceRanges: `${group}/vip-source-ranges`,
  /** `tcp` or `none`, and `tcp:<seconds>`. */
  healthCheck: `${group}/vip-health-check`,
} as const;

/** Condition on a Service: True when the balancer has what the Service says. */
export const vipCondition = `${group}/VipReady`;

/** Held on a Service, where that is wanted, until its VIPs are gone. Safe to remove by hand. */
export const vipFinalizer = `${group}/vip`;

/**
 * The id of a VIP: its address and its owner, so that two clusters on one balancer never mean the same, and a Service that
 * is made anew with the same ClusterIP finds its VIP. Letters, digits and dashes only.
 * `owner`: UID of the cluster's namespace kube-system.
 */
export function vipId(owner: string, address: string): string {
  return `sw-${owner}-${address.replace(/[^0-9a-f]/g, '-')}`;
}
