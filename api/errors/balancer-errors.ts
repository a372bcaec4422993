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
  VipOfAnother: {
    kind: 'Conflict',
    sentence: '{balancer} has {address} for somebody else, {owner}.',
    remedy:
      'Nothing of theirs is touched. Agree with them, or make the Service anew so that it gets another ClusterIP.',
  },
} as const satisfies Record<string, ErrorEntry>;
