import type { ErrorEntry } from './entry.js';

/** Temporal and the processes themselves. */
export const processErrors = {
  TemporalUnavailable: {
    kind: 'Unavailable',
    sentence: 'Temporal at {address} did not answer: {reason}.',
    remedy: 'Check that the Temporal server runs and that TEMPORAL_ADDRESS names it.',
  },
  WorkflowNotRunning: {
    kind: 'NotFound',
    sentence: 'No workflow {workflowId} is running.',
    remedy:
      'The controller starts it within seconds of a change; if it does not, check that a controller process runs.',
  },
  WorkflowSilent: {
    kind: 'Unavailable',
    sentence: 'The workflow {workflowId} gave no answer within {seconds} s.',
    remedy:
      'Check that an orchestrator process runs and takes work from the task queue {taskQueue}, then repeat.',
  },
  WorkflowAlreadyRunning: {
    kind: 'Conflict',
    sentence: 'The workflow {workflowId} is running already.',
    remedy: 'Change its cluster with `statewright apply`, `scale`, `upgrade` or `configure`.',
  },
  TemporalRefused: {
    kind: 'Invalid',
    sentence: 'Temporal at {address} refused to {verb}: {reason}.',
    remedy: 'Check TEMPORAL_NAMESPACE, the credentials, and that the search attributes Sw* are registered.',
  },
  WaitTimedOut: {
    kind: 'Unavailable',
    sentence: 'The cluster {namespace}/{name} is not {goal} after {seconds} s: {state}',
    remedy: 'The work goes on by itself; follow it with `statewright watch {name} -n {namespace}`.',
  },
  SettingInvalid: {
    kind: 'Invalid',
    sentence: 'The setting {name} is not acceptable: {reason}.',
    remedy:
      'Correct the environment variable; docs/operations.md lists those of the processes, docs/stack.md those of the embedded default.',
  },
  CertificateUnusable: {
    kind: 'Invalid',
    sentence: 'The certificate {certFile} with the key {keyFile} cannot be used: {reason}.',
    remedy: 'Give a certificate and its private key as PEM files that this process may read.',
  },
  FileUnreadable: {
    kind: 'Invalid',
    sentence: 'The file {file} cannot be used: {reason}.',
    remedy: 'Give a readable YAML or JSON file with one or more DistributedCluster resources.',
  },
  LeaseLost: {
    kind: 'Unavailable',
    sentence: 'This process is no longer the leader of {lease}.',
    remedy: 'Nothing to do: the new leader carries on, and this process starts again as a candidate.',
  },
} as const satisfies Record<string, ErrorEntry>;
