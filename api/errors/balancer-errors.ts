import type { ErrorEntry } from './entry.js';

/** The L4 balancer that holds the addresses of Services. */
export const balancerErrors = {
  BalancerUnavailable: {
    kind: 'Unavailable',
    sentence: '{balancer} could not {verb} {vip}: {reason}.',
    remedy: 'It is tried again. If this lasts, look whether the balancer is up and in reach.',
  },
  BalancerConflict: {
    kind: 'Conflict',
    sentence: '{balancer} did not {verb} {vip}: somebody changed it meanwhile.',
    remedy: 'It is read again and decided anew.',
  },
  BalancerForbidden: {
    kind: 'Invalid',
    sentence: '{balancer} does not allow us to {verb} {vip}: {reason}.',
    remedy: 'Give the platform a token that may; see docs/services.md.',
  },
  BalancerRefused: {
    kind: 'Invalid',
    sentence: '{balancer} does not take {vip}: {reason}.',
    remedy: 'Change the field of the Service, or its annotation, that the reason names.',
  },
  VipFieldInvalid: {
    kind: 'Invalid',
    sentence: 'The value is left out of the VIP: {reason}.',
    remedy: 'Correct it on the Service; docs/services.md shows the form.',
  },
  VipProtocolUnknown: {
    kind: 'Invalid',
    sentence: 'Port {port} is not served: balancers take TCP and UDP, not {protocol}.',
    remedy: 'Take the port out of the Service, or reach its pods by their own addresses.',
  },
  ServiceNotFound: {
    kind: 'NotFound',
    sentence: 'There is no Service {service}.',
    remedy: 'List the Services with `statewright service get`.',
  },
  VipOfAnother: {
    kind: 'Conflict',
    sentence: '{balancer} has {address} for somebody else, {owner}.',
    remedy:
      'Nothing of theirs is touched. Agree with them, or make the Service anew so that it gets another ClusterIP.',
  },
} as const satisfies Record<string, ErrorEntry>;
