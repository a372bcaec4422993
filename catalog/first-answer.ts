import { StatewrightError } from '../api/errors/index.js';

/** How many members are asked before we give up for this time. */
const membersAsked = 5;

/**
 * The answer of the first member that has one. `component` is the system's name for people. An abort of the caller is passed on
 * as it is.
 * @throws StatewrightError `ComponentUnavailable` with the last member's reason if none answers.
 */
export async function firstAnswer<T>(
  component: string,
  endpoints: readonly string[],
  signal: AbortSignal,
  ask: (endpoint: string) => Promise<T>,
): Promise<T> {
  const asked = endpoints.slice(0, membersAsked);
  let reason = 'no member is ready';
  for (const endpoint of asked) {
    try {
      return await ask(endpoint);
    } catch (error) {
      signal.throwIfAborted();
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  throw new StatewrightError('ComponentUnavailable', {
    component,
    address: asked.join(', ') || 'no address',
    reason,
  });
}
