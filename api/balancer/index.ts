export {
  loadBalancerClass,
  serviceAnnotation,
  sweepVipsId,
  sweepVipsType,
  vipCondition,
  vipFinalizer,
  vipId,
  vipType,
  vipWorkflowId,
} from './names.js';
export { normalVip, sameVip, sortedMembers } from './normal-form.js';
export type { HealthCheck, Listener, Member, RecordedVip, ServiceIdentity, Vip } from './vip.js';
export {
  addressesToServe,
  clusterAddresses,
  isGoing,
  isOurLoadBalancer,
  type VipServices,
} from './eligible.js';
export { nextBest, vipDifference, type VipPart } from './difference.js';
export { serviceNameLabel } from './service.js';
export type { EndpointToBalance, ServiceToBalance, SliceToBalance } from './service.js';
export { wantedVips, type WantedVips } from './wanted-vips.js';
