import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StatewrightError } from '../../api/errors/index.js';
import { networkOwner } from '../commands/clean.js';
import { forwardsOf } from '../parts/forwards.js';
import type { Stack } from '../stack.js';
import { listenersOf, type Listener } from './listeners.js';
import { clashingRoute } from './routes.js';

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
  const { lan, pods, services } = stack.settings.networks;
  const wanted = [
    { network: lan, purpose: 'the machines', setting: 'STATEWRIGHT_LAN' },
    { network: pods, purpose: 'the pods', setting: 'STATEWRIGHT_POD_NETWORK' },
    { network: services, purpose: 'the Services', setting: 'STATEWRIGHT_SERVICE_NETWORK' },
  ];
  for (const { network, purpose, setting } of wanted) {
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

/** Finds the process that holds the socket, by looking through what every process has open. */
async function holderOf({ inode }: Listener): Promise<string> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (target !== `socket:[${inode}]`) continue;
      const command = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?')).trim();
      return `process ${pid} (${command})`;
    }
  }
  return 'a process that cannot be told';
}
