import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machineScript } from '../machine/place.js';
import { isAbandoned, processesIn } from '../network/abandoned.js';
import {
  balancerNamespace,
  hostInterface,
  namespaces,
  outsideNamespace,
  settingsFolder,
} from '../network/namespaces.js';
import { allParts } from '../parts/index.js';
import { aliveProcess, aliveProcesses } from '../processes/record.js';
import { stopParts } from '../processes/stop-parts.js';
import { haveEnded, stopProcesses } from '../processes/stop.js';
import type { Stack } from '../stack.js';
import { supervisorName } from '../supervisor/start.js';

const run = promisify(execFile);

/** Ends every process that was started, then removes what they leave in the kernel. Safe after any crash. */
export async function stopEverything(stack: Stack): Promise<void> {
  const { paths } = stack;
  const supervisor = await aliveProcess(paths.pids, supervisorName);
  if (supervisor !== undefined) {
    // First, and without asking: it would bring back what ends, and it ends one after the other in no useful order.
    process.kill(supervisor.pid, 'SIGKILL');
    await haveEnded([supervisor], 5_000);
  }
  await stopParts(allParts(stack), await aliveProcesses(paths.pids));
  // What no part of today has started, or was just starting when the supervisor ended.
  await stopProcesses(await aliveProcesses(paths.pids), 5_000);
  await removeNetwork(stack);
  await removeControlGroups(stack);
}

/** Whose interface is in the root namespace: the home folder of a stack, or `undefined` when there is none. */
export async function networkOwner(): Promise<string | undefined> {
  const alias = await readFile(`/sys/class/net/${hostInterface}/ifalias`, 'utf8').catch(() => undefined);
  return alias?.trim();
}

async function removeNetwork(stack: Stack): Promise<void> {
  const owner = await networkOwner();
  const present = await presentNamespaces(stack);
  if (
    owner !== undefined &&
    owner !== stack.paths.home &&
    !(await isAbandoned(
      owner,
      present.filter((name) => name !== balancerNamespace),
    ))
  )
    return;
  if (present.includes(balancerNamespace)) await endLeftovers(balancerNamespace);
  for (const name of present) await run('ip', ['netns', 'delete', name]);
  await rm(settingsFolder(outsideNamespace), { recursive: true, force: true });
  // Its other end went with a namespace; that is done a moment later.
  if (owner !== undefined) await run('ip', ['link', 'delete', hostInterface]).catch(() => undefined);
}

async function presentNamespaces(stack: Stack): Promise<readonly string[]> {
  const present = new Set(await readdir('/run/netns').catch(() => []));
  return namespaces(stack.network).filter((name) => present.has(name));
}

/** HAProxy outlives its balancer on purpose; whatever is in that namespace is ours. */
async function endLeftovers(namespace: string): Promise<void> {
  for (const pid of await processesIn(namespace)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended since.
    }
  }
}

async function removeControlGroups(stack: Stack): Promise<void> {
  for (const { name } of stack.network.machines) {
    await run('sh', [machineScript(stack, 'cgroups.sh'), 'remove', `statewright/${name}`]);
  }
  await run('sh', [machineScript(stack, 'cgroups.sh'), 'remove', 'statewright']);
}

/** Removes what the servers remember. Each machine's images stay, as they are built, not made up. */
export async function removeData(stack: Stack): Promise<void> {
  const { state } = stack.paths;
  for (const name of await readdir(state).catch(() => [])) {
    if (name !== 'machines') await rm(join(state, name), { recursive: true, force: true });
  }
  for (const { name } of stack.network.machines) {
    const folder = stack.paths.machine(name);
    const kept = join(folder, 'lib', 'containerd');
    const hasImages = (await stat(kept).catch(() => undefined)) !== undefined;
    for (const entry of await readdir(folder).catch(() => [])) {
      if (entry !== 'lib' || !hasImages) await rm(join(folder, entry), { recursive: true, force: true });
    }
    for (const entry of await readdir(join(folder, 'lib')).catch(() => [])) {
      if (entry !== 'containerd') await rm(join(folder, 'lib', entry), { recursive: true, force: true });
    }
  }
}
