import { rm } from 'node:fs/promises';
import type { Stack } from '../stack.js';
import { removeData, stopEverything } from './clean.js';

/** Stops what `up` started and removes what it left; what is cached stays. With `keepData` the servers' data too. */
export async function down(stack: Stack, keepData: boolean, print: (line: string) => void): Promise<void> {
  await stopEverything(stack);
  await rm(stack.paths.run, { recursive: true, force: true });
  if (!keepData) await removeData(stack);
  print(
    keepData ? 'Stopped; the data of the servers was kept.' : 'Stopped; the data of the servers was removed.',
  );
}
