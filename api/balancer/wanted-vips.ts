import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { parseAddress, type Family } from '../network/address.js';
import { affinityOf, healthCheckOf, idleTimeoutOf, sourceRangesOf } from './attributes.js';
import { addressesToServe, choiceProblems, isOurLoadBalancer, type VipServices } from './eligible.js';
import { membersOf } from './members.js';
import { normalVip } from './normal-form.js';
import type { ServiceToBalance, SliceToBalance } from './service.js';
import type { HealthCheck, Listener, Vip } from './vip.js';

export interface WantedVips {
  /** One for each ClusterIP, by address; empty for a Service that is not served. */
  readonly vips: readonly Vip[];
  /** What of the Service cannot be had; the rest is. */
  readonly problems: readonly FieldProblem[];
  /** What is had in another way than kube-proxy does it. */
  readonly remarks: readonly string[];
}

/**
 * The VIPs that a Service is to have, whatever is recorded. Pure; the order of slices and endpoints does not matter.
 *
 * | of the Service                                | on the VIP                                                            |
 * | --------------------------------------------- | --------------------------------------------------------------------- |
 * | who is served                                 | the table above `addressesToServe`                                    |
 * | ClusterIPs of both families                   | a VIP each, with the endpoints of its family                          |
 * | ports                                         | a listener each; members by the port's name, see `membersOf`          |
 * | SCTP                                          | no listener; said                                                     |
 * | conditions of endpoints, publishNotReady      | the table above `standingOf`                                          |
 * | manual or mirrored Endpoints, no selector     | as any other: what counts is the slices                               |
 * | sessionAffinity ClientIP                      | affinity with its timeout                                             |
 * | loadBalancerSourceRanges, or the annotation   | source ranges; they hold for pods too, whose way is the same          |
 * | externalTrafficPolicy Local                   | kept in what it is for there: no second hop, members are pods. All    |
 * |                                               | ready members take part; whether they see the client's own address is |
 * |                                               | the balancer's matter                                                 |
 * | internalTrafficPolicy Local                   | not kept: a balancer does not know on which machine a client is. Said |
 * | an annotation that cannot be read             | is left out, and said                                                 |
 */
export function wantedVips(
  service: ServiceToBalance,
  slices: readonly SliceToBalance[],
  services: VipServices,
): WantedVips {
  const addresses = addressesToServe(service, services);
  if (addresses.length === 0) return { vips: [], problems: [], remarks: [] };
  const { metadata, spec } = service;
  const idle = idleTimeoutOf(service);
  const check = healthCheckOf(service);
  const problems = [
    ...choiceProblems(service),
    ...portProblems(service),
    ...idle.problems,
    ...check.problems,
    ...sourceRangesOf(service, 4).problems,
  ];
  const identity = { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid };
  const vips = addresses.toSorted().map((address): Vip => {
    const family = parseAddress(address)?.family ?? 4;
    return normalVip({
      address,
      service: identity,
      listeners: listenersOf(service, slices, family, check.value),
      sourceRanges: sourceRangesOf(service, family).value,
      ...affinityOf(service),
      ...idle.value,
    });
  });
  const remarks = spec.internalTrafficPolicy === 'Local' ? [internalPolicyRemark] : [];
  if (isOurLoadBalancer(service) && spec.externalTrafficPolicy === 'Local')
    remarks.push(externalPolicyRemark);
  return { vips, problems, remarks };
}

const internalPolicyRemark =
  'internalTrafficPolicy Local is not kept: the balancer sends to the endpoints of all machines.';
const externalPolicyRemark =
  'externalTrafficPolicy Local holds as the balancer sends straight to pods, to those of all machines.';

function listenersOf(
  service: ServiceToBalance,
  slices: readonly SliceToBalance[],
  family: Family,
  check: HealthCheck | undefined,
): readonly Listener[] {
  const publishNotReady = service.spec.publishNotReadyAddresses === true;
  return (service.spec.ports ?? []).flatMap((port): Listener[] => {
    const protocol = port.protocol ?? 'TCP';
    if (protocol !== 'TCP' && protocol !== 'UDP') return [];
    const members = membersOf(port, slices, family, publishNotReady);
    const healthCheck = protocol === 'TCP' && check !== undefined ? { healthCheck: check } : {};
    return [{ protocol, port: port.port, members, ...healthCheck }];
  });
}

function portProblems({ spec }: ServiceToBalance): readonly FieldProblem[] {
  return (spec.ports ?? []).flatMap(({ protocol = 'TCP', port }, index) =>
    protocol === 'TCP' || protocol === 'UDP'
      ? []
      : [fieldProblem(`spec.ports[${index}].protocol`, 'VipProtocolUnknown', { protocol, port })],
  );
}
