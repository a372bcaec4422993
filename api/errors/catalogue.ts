import { addressErrors } from './address-errors.js';
import { balancerErrors } from './balancer-errors.js';
import { clusterErrors } from './cluster-errors.js';
import { dnsErrors } from './dns-errors.js';
import { kubernetesErrors } from './kubernetes-errors.js';
import { machineErrors } from './machine-errors.js';
import { offlineErrors } from './offline-errors.js';
import { processErrors } from './process-errors.js';
import { setErrors } from './set-errors.js';
import { stackErrors } from './stack-errors.js';
import type { ErrorEntry } from './entry.js';

/** Every error a person or a caller can meet, in one place: a stable code, what happened in a sentence, and what to do. */
export const catalogue = {
  ...clusterErrors,
  ...setErrors,
  ...kubernetesErrors,
  ...addressErrors,
  ...offlineErrors,
  ...processErrors,
  ...machineErrors,
  ...stackErrors,
  ...balancerErrors,
  ...dnsErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
