import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { canonicalAddress } from '../network/address.js';
import { loadBalancerClass, serviceAnnotation, vipFinalizer } from './names.js';
import type { ServiceToBalance } from './service.js';

/** Which Services are served: all, or those that ask for it by annotation or by their load balancer class. */
export type VipServices = 'all' | 'annotated';

/**
 * The addresses for which the Service is to have VIPs.
 *
 * | Service                                            | annotation `vip`  | all          | annotated    |
 * | -------------------------------------------------- | ----------------- | ------------ | ------------ |
 * | ExternalName, headless, not given a ClusterIP yet  | any               | none         | none         |
 * | deletion asked for, our finalizer on it            | any               | none         | none         |
 * | any type                                           | `false`           | none         | none         |
 * | any type                                           | `true`            | its ClusterIPs | its ClusterIPs |
 * | LoadBalancer of our class                          | none              | its ClusterIPs | its ClusterIPs |
 * | ClusterIP                                          | none              | its ClusterIPs | none         |
 * | NodePort, LoadBalancer of another class or of none | none              | none         | none         |
 *
 * An annotation that cannot be read counts as `true`, and is said: an address that is there too long does less harm than
 * one that is taken away. A Service that is being deleted with somebody else's finalizer is served until it is gone.
 */
export function addressesToServe(service: ServiceToBalance, services: VipServices): readonly string[] {
  const { spec, metadata } = service;
  if (spec.type === 'ExternalName' || isGoing(service)) return [];
  const annotation = metadata.annotations?.[serviceAnnotation.vip];
  if (annotation === 'false') return [];
  const type = spec.type ?? 'ClusterIP';
  const chosen =
    annotation !== undefined || isOurLoadBalancer(service) || (services === 'all' && type === 'ClusterIP');
  return chosen ? clusterAddresses(service) : [];
}

/** The ClusterIPs in their one way of writing; none of a headless Service. */
export function clusterAddresses({ spec }: ServiceToBalance): readonly string[] {
  if (spec.type === 'ExternalName') return [];
  const given = spec.clusterIPs?.length ? spec.clusterIPs : [spec.clusterIP ?? ''];
  return [...new Set(given.flatMap((text) => canonicalAddress(text) ?? []))];
}

export function isOurLoadBalancer({ spec }: ServiceToBalance): boolean {
  return spec.type === 'LoadBalancer' && spec.loadBalancerClass === loadBalancerClass;
}

/** Deletion cannot be taken back; with our finalizer, it waits for the VIPs to go. */
export function isGoing({ metadata }: ServiceToBalance): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(vipFinalizer);
}

/** What is wrong with the annotation that chooses. */
export function choiceProblems({ metadata }: ServiceToBalance): readonly FieldProblem[] {
  const text = metadata.annotations?.[serviceAnnotation.vip];
  if (text === undefined || text === 'true' || text === 'false') return [];
  return [annotationProblem(serviceAnnotation.vip, `"${text}" is neither "true" nor "false"`)];
}

export function annotationProblem(name: string, reason: string): FieldProblem {
  return fieldProblem(`metadata.annotations["${name}"]`, 'VipFieldInvalid', { reason });
}
