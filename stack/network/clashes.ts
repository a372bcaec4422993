import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StatewrightError } from '../../api/errors/index.js';
import { networkOwner } from '../commands/clean.js';
import { forwardsOf } from '../parts/forwards.js';
import type { Stack } from '../stack.js';
import { listenersOf, type Listener } from './listeners.js';
import { networkChoices } from './room.js';
import { clashingRoute } from './routes.js';
import { socketHolder } from './socket-holder.js';

const run = promisify(execFile);

/**
 * Makes sure that the ports and the networks that the stack wants are free. Expects that nothing of this stack runs.
 * Throws StatewrightError `PortTaken`, `NetworkTaken` or `StackOfAnother`.
 */
export async function refuseClashes(stack: Stack): Promise<void> {
  const owner = await networkOwner();
  if (owner !== undefined) throw new StatewrightError('StackOfAnother', { owner });
  const listeners = await readListeners();
  for (const { port, purpose, setting } of forwardsOf(stack)) {
    const taken = listeners.find((listener) => listener.port === port);
    if (taken !== undefined) {
      throw new StatewrightError('PortTaken', { port, purpose, setting, holder: await holderOf(taken) });
    }
  }
  const { stdout: routes } = await run('ip', ['-4', 'route', 'show', 'table', 'main']);
  for (const { network, purpose, setting } of networkChoices(stack.settings.networks)) {
    const route = clashingRoute(network, routes);
    if (route !== undefined) throw new StatewrightError('NetworkTaken', { network, purpose, setting, route });
  }
}

async function readListeners(): Promise<readonly Listener[]> {
  const [four, six] = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return [...listenersOf(four ?? ''), ...listenersOf(six ?? '')];
}

async function holderOf({ inode }: Listener): Promise<string> {
  const holder = await socketHolder(inode);
  return holder === undefined ? 'a process that cannot be told' : `process ${holder.pid} (${holder.command})`;
}
