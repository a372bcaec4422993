import type { Part } from '../part.js';
import type { ProcessState } from './client.js';

/** How a part is, in one word for a person. */
export type Health = 'ready' | 'done' | 'starting' | 'waiting' | 'failed' | 'stopped';

/** Judges one part by what the supervisor says of its process; `undefined` where it does not know it. */
export function healthOf(part: Part, state: ProcessState | undefined): Health {
  if (state === undefined) return 'stopped';
  if (part.kind === 'task') {
    if (state.is_running || state.status === 'Restarting') return 'starting';
    if (state.status === 'Pending') return 'waiting';
    return state.status === 'Completed' && state.exit_code === 0 ? 'done' : 'failed';
  }
  if (state.status === 'Pending') return 'waiting';
  if (!state.is_running) return state.status === 'Restarting' ? 'starting' : 'failed';
  return part.ready.kind === 'none' || state.is_ready === 'Ready' ? 'ready' : 'starting';
}

export function isGood(health: Health): boolean {
  return health === 'ready' || health === 'done';
}
