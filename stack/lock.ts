import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StatewrightError } from '../api/errors/index.js';
import type { Paths } from './paths.js';
import { isAlive, parseRecord, startTimeOf } from './processes/record.js';

/**
 * Runs `action` while no other `up` or `down` of this stack runs. A lock whose holder has died is taken over.
 * Throws StatewrightError `StackBusy`.
 */
export async function whileLocked<T>({ home }: Paths, action: () => Promise<T>): Promise<T> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const file = join(home, 'lock');
  const mine = `${process.pid} ${startTimeOf(await readFile('/proc/self/stat', 'utf8')) ?? 0}\n`;
  try {
    await writeFile(file, mine, { flag: 'wx' });
  } catch {
    const holder = parseRecord('lock', await readFile(file, 'utf8').catch(() => ''));
    if (holder !== undefined && (await isAlive(holder))) {
      throw new StatewrightError('StackBusy', { pid: holder.pid });
    }
    await writeFile(file, mine);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}
