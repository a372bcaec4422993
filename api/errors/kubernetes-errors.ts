import type { ErrorEntry } from './entry.js';

/** The API server, and the data systems' own interfaces. */
export const kubernetesErrors = {
  // The Kubernetes API.
  KubernetesRefused: {
    kind: 'Invalid',
    sentence: 'Kubernetes refused to {verb} {object}: {reason}.',
    remedy: 'Correct what the reason names.',
  },
  KubernetesForbidden: {
    kind: 'Unavailable',
    sentence: 'Kubernetes does not allow this process to {verb} {object}: {reason}.',
    remedy: 'Grant the missing permission; charts/statewright/files/rbac has the rules of each role.',
  },
  KubernetesNotFound: {
    kind: 'NotFound',
    sentence: 'Kubernetes has no {object}.',
    remedy: 'Check name and namespace.',
  },
  KubernetesConflict: {
    kind: 'Conflict',
    sentence: '{object} was changed by somebody else meanwhile: {reason}.',
    remedy: 'Read it again and repeat.',
  },
  KubernetesUnavailable: {
    kind: 'Unavailable',
    sentence: 'The Kubernetes API did not give an answer to {verb} {object}: {reason}.',
    remedy: 'It is tried again by itself; if it lasts, look at the API server.',
  },
  KubernetesReplyMalformed: {
    kind: 'Unavailable',
    sentence: 'The reply of the Kubernetes API to {verb} {object} is not of the expected form: {reason}.',
    remedy: 'Check that the custom resource definitions of this version of Statewright are installed.',
  },
  // The data systems' own interfaces.
  ComponentUnavailable: {
    kind: 'Unavailable',
    sentence: '{component} at {address} did not answer: {reason}.',
    remedy: 'It is asked again by itself; if it lasts, look at the pods with `statewright describe`.',
  },
} as const satisfies Record<string, ErrorEntry>;
