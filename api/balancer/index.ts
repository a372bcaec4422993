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
