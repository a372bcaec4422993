import type { Part } from '../part.js';
import { haveEnded, signalGroup } from './stop.js';
import type { RecordedProcess } from './record.js';

/** Milliseconds until a part is killed that gives no time of its own. */
const patienceMs = 10_000;

/**
 * Ends the recorded processes of the parts, each as soon as everything that needs it has ended, all others at the same
 * time. What does not end within its `stopSeconds` is killed.
 */
export async function stopParts(parts: readonly Part[], running: readonly RecordedProcess[]): Promise<void> {
  const stopped = new Map<string, Promise<void>>();
  const stop = (part: Part): Promise<void> => {
    const begun = stopped.get(part.name);
    if (begun !== undefined) return begun;
    const dependents = parts.filter(({ needs }) => needs.includes(part.name));
    const process = running.find(({ name }) => name === part.name);
    const done = Promise.all(dependents.map(stop)).then(() =>
      process === undefined ? undefined : stopOne(process, (part.stopSeconds ?? 0) * 1_000 || patienceMs),
    );
    stopped.set(part.name, done);
    return done;
  };
  await Promise.all(parts.map(stop));
}

async function stopOne(process: RecordedProcess, timeoutMs: number): Promise<void> {
  await signalGroup(process, 'SIGTERM');
  if (await haveEnded([process], timeoutMs)) return;
  await signalGroup(process, 'SIGKILL');
  await haveEnded([process], timeoutMs);
}
