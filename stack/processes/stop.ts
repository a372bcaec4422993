import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type RecordedProcess } from './record.js';

const lookMs = 50;

/** Waits until none of them runs; says whether that came true in time. */
export async function haveEnded(processes: readonly RecordedProcess[], timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const alive = await Promise.all(processes.map(isAlive));
    if (!alive.includes(true)) return true;
    if (Date.now() > deadline) return false;
    await sleep(lookMs);
  }
}

/** Asks each to end, with its process group, and kills what has not after `timeoutMs`. */
export async function stopProcesses(processes: readonly RecordedProcess[], timeoutMs: number): Promise<void> {
  for (const process of processes) await signalGroup(process, 'SIGTERM');
  if (await haveEnded(processes, timeoutMs)) return;
  for (const process of processes) await signalGroup(process, 'SIGKILL');
  await haveEnded(processes, timeoutMs);
}

/** The supervisor makes each process the leader of a group of its own. */
export async function signalGroup(record: RecordedProcess, signal: NodeJS.Signals): Promise<void> {
  if (!(await isAlive(record))) return;
  try {
    process.kill(-record.pid, signal);
  } catch {
    // It has ended meanwhile, or leads no group.
    if (await isAlive(record)) process.kill(record.pid, signal);
  }
}
