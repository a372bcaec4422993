import type { ClusterPhase, StepState } from '../../../workflows/cluster/contract.js';
import type { PodDescription } from '../../description/pod.js';
import { oneLine, type Paint } from '../terminal.js';

/** A phase as people see it; `Pending` before anybody has looked. */
export function phaseText(phase: ClusterPhase | undefined, paint: Paint): string {
  switch (phase) {
    case 'Ready':
      return paint('green', phase);
    case 'Blocked':
      return paint('red', phase);
    case 'Provisioning':
    case 'Updating':
    case 'Deleting':
      return paint('yellow', phase);
    case 'Pending':
    case undefined:
      return 'Pending';
  }
}

export function healthText(state: string | undefined, paint: Paint): string {
  switch (state) {
    case 'Healthy':
      return paint('green', state);
    case 'Degraded':
      return paint('yellow', state);
    case 'Unhealthy':
      return paint('red', state);
    default:
      return state ?? 'Unknown';
  }
}

export function stepMark(state: StepState, paint: Paint): string {
  switch (state) {
    case 'Done':
      return paint('green', '✔');
    case 'Running':
      return paint('yellow', '●');
    case 'Blocked':
      return paint('red', '✖');
    case 'Pending':
      return paint('dim', '○');
  }
}

/** `Ready`, or the pod's own reason with its message. */
export function podState({ ready, reason }: PodDescription, paint: Paint): string {
  if (ready || reason === undefined) return paint('green', 'Ready');
  return `${paint(reason.stuck ? 'red' : 'yellow', oneLine(reason.reason))}: ${oneLine(reason.message)}`;
}
