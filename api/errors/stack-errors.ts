import type { ErrorEntry } from './entry.js';

/** The embedded default of stack/. */
export const stackErrors = {
  PortTaken: {
    kind: 'Conflict',
    sentence: 'Port {port} of 127.0.0.1, wanted for {purpose}, is held by {holder}.',
    remedy: 'End that process, or choose another port with {setting}.',
  },
  NetworkTaken: {
    kind: 'Conflict',
    sentence: 'The network {network} ({purpose}) overlaps with the route "{route}" of this machine.',
    remedy: 'Choose another network with {setting}.',
  },
  StackOfAnother: {
    kind: 'Conflict',
    sentence: 'The stack of {owner} is on this machine already, and two cannot share it.',
    remedy: 'Stop that one first: STATEWRIGHT_HOME={owner} sh stack/down.sh',
  },
  StackBusy: {
    kind: 'Conflict',
    sentence: 'Process {pid} is bringing the stack up or down.',
    remedy: 'Wait until it has ended.',
  },
  StackStepFailed: {
    kind: 'Unavailable',
    sentence: 'Preparing "{step}" failed: {reason}.',
    remedy: 'Mend what the reason names and repeat the command; what was finished is kept. Details: {log}',
  },
  SupervisorEnded: {
    kind: 'Unavailable',
    sentence: 'The supervisor of the stack ended. Its last words: {words}.',
    remedy: 'Look at {logs}supervisor.log, and run `npm run up` again.',
  },
  StackNotReady: {
    kind: 'Unavailable',
    sentence: 'After {seconds} s not ready: {parts}.',
    remedy: 'Look at {logs}; `npm run status` shows when they are.',
  },
} as const satisfies Record<string, ErrorEntry>;
