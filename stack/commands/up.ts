import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { StatewrightError } from '../../api/errors/index.js';
import { kubeconfigPath } from '../certificates/identities.js';
import { refuseClashes } from '../network/clashes.js';
import type { Part } from '../part.js';
import { allParts } from '../parts/index.js';
import { nodeAgents } from '../parts/node-agent.js';
import { platform } from '../parts/platform.js';
import { aliveProcess } from '../processes/record.js';
import { programDigest } from '../program-digest.js';
import type { Stack } from '../stack.js';
import { printProgress, seconds } from '../steps/progress.js';
import { supervisorProgram } from '../steps/programs.js';
import { runSteps } from '../steps/run-steps.js';
import { processStates, startProcess, stopProcess } from '../supervisor/client.js';
import { healthOf, isGood } from '../supervisor/health.js';
import { logFile } from '../supervisor/project.js';
import { startSupervisor, supervisorName } from '../supervisor/start.js';
import { stopEverything } from './clean.js';

const readyTimeoutMs = 300_000;
const lookMs = 200;

/** Brings everything up and returns when all of it serves. Where it runs already, only waits for that. */
export async function up(stack: Stack, print: (line: string) => void): Promise<void> {
  const { paths } = stack;
  const began = Date.now();
  const parts = allParts(stack);
  for (const folder of [paths.state, paths.logs, paths.run])
    await mkdir(folder, { recursive: true, mode: 0o755 });
  if ((await aliveProcess(paths.pids, supervisorName)) === undefined) {
    await stopEverything(stack);
    await refuseClashes(stack);
    print('Preparing');
    const progress = printProgress(print);
    try {
      await runSteps([supervisorProgram, ...parts.flatMap(({ steps }) => steps)], stack, progress, Date.now);
    } finally {
      progress.stop();
    }
    print(`Starting ${parts.length} parts`);
    await startSupervisor(stack, parts);
    await writeFile(programRecord(stack), await programDigest(paths.project));
  } else {
    print('Running already');
    await renewPlatform(stack, print);
  }
  await waitUntilReady(stack, parts, print);
  await writeEnvironment(stack);
  print(`Everything serves after ${seconds(Date.now() - began).trim()}`);
}

/** Which program the platform's processes were started from. */
function programRecord({ paths }: Stack): string {
  return join(paths.run, 'program');
}

/** Starts the platform's own processes anew when they run an older build than this checkout's. */
async function renewPlatform(stack: Stack, print: (line: string) => void): Promise<void> {
  const { supervisorSocket, project } = stack.paths;
  const digest = await programDigest(project);
  if ((await readFile(programRecord(stack), 'utf8').catch(() => '')) === digest) return;
  print('The platform was built anew: its processes are started again');
  for (const { name } of [...platform(stack), ...nodeAgents(stack)]) {
    await stopProcess(supervisorSocket, name);
    await startProcess(supervisorSocket, name);
  }
  await writeFile(programRecord(stack), digest);
}

async function waitUntilReady(
  stack: Stack,
  parts: readonly Part[],
  print: (line: string) => void,
): Promise<void> {
  const began = Date.now();
  const waiting = new Set(parts);
  while (waiting.size > 0) {
    const states = await processStates(stack.paths.supervisorSocket).catch(() => []);
    for (const part of waiting) {
      const health = healthOf(
        part,
        states.find(({ name }) => name === part.name),
      );
      if (!isGood(health)) continue;
      waiting.delete(part);
      print(`  ✓ ${part.name.padEnd(24)} ${seconds(Date.now() - began)}  ${part.summary}`);
    }
    if (waiting.size > 0 && (await aliveProcess(stack.paths.pids, supervisorName)) === undefined) {
      throw new StatewrightError('SupervisorEnded', {
        words: await lastWords(stack),
        logs: `${stack.paths.logs}/`,
      });
    }
    if (Date.now() - began > readyTimeoutMs) {
      throw new StatewrightError('StackNotReady', {
        seconds: readyTimeoutMs / 1_000,
        parts: [...waiting].map(({ name }) => name).join(', '),
        logs: `${stack.paths.logs}/`,
      });
    }
    await sleep(lookMs);
  }
}

async function lastWords({ paths }: Stack): Promise<string> {
  const text = await readFile(logFile(paths, supervisorName), 'utf8').catch(() => '');
  return stripVTControlCharacters(text.trimEnd().split('\n').at(-1) ?? '');
}

/** For shells and for tests: `. .statewright/run/env`. */
async function writeEnvironment(stack: Stack): Promise<void> {
  const { settings, paths } = stack;
  const variables = {
    KUBECONFIG: kubeconfigPath(stack, 'admin'),
    TEMPORAL_ADDRESS: `127.0.0.1:${settings.ports.temporal}`,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_UI: `http://127.0.0.1:${settings.ports.temporalUi}`,
    STATEWRIGHT_CLUSTER_DOMAIN: settings.clusterDomain,
    STATEWRIGHT_DNS_SERVER: stack.network.nameServer.address,
    STATEWRIGHT_KUBECTL: join(paths.run, 'bin', 'kubectl'),
  };
  const lines = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  );
  await writeFile(join(paths.run, 'env'), lines.join(''), { mode: 0o600 });
}
