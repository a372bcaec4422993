import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Part } from '../part.js';
import type { Paths } from '../paths.js';
import { aliveProcess } from '../processes/record.js';
import type { Stack } from '../stack.js';
import { logFile, pidFile, supervisorProject } from './project.js';

/** The supervisor's name among pid files and logs. */
export const supervisorName = 'supervisor';

/** Starts process-compose on its own, so that it outlives this program; returns as soon as it is on record. */
export async function startSupervisor(stack: Stack, parts: readonly Part[]): Promise<void> {
  const { paths } = stack;
  const projectFile = join(paths.config, 'process-compose.yaml');
  await mkdir(paths.config, { recursive: true });
  await mkdir(paths.pids, { recursive: true });
  await writeFile(projectFile, stringify(supervisorProject(stack, parts)), { mode: 0o600 });
  await rm(paths.supervisorSocket, { force: true });
  await rm(pidFile(paths, supervisorName), { force: true });
  // What it says from now on is of this life.
  const ownLog = logFile(paths, supervisorName);
  await rename(ownLog, `${ownLog}.1`).catch(() => undefined);
  const log = openSync(join(paths.logs, 'supervisor-start.log'), 'a', 0o600);
  try {
    const child = spawn(
      'sh',
      [
        join(paths.project, 'stack/launch.sh'),
        ...[pidFile(paths, supervisorName), logFile(paths, supervisorName)],
        // Its probes are to trust our authority; launch.sh takes the variable from everything else.
        ...['env', `SSL_CERT_FILE=${join(paths.secrets, 'ca.crt')}`],
        ...[
          join(paths.bin, 'process-compose'),
          'up',
          '--config',
          projectFile,
          '--tui=false',
          '--keep-project',
        ],
        ...['--use-uds', '--unix-socket', paths.supervisorSocket, '--disable-dotenv'],
        ...['--log-file', join(paths.logs, 'supervisor-events.log')],
      ],
      { cwd: paths.home, detached: true, stdio: ['ignore', log, log] },
    );
    child.unref();
    await recorded(paths, child);
  } finally {
    closeSync(log);
  }
}

/** launch.sh writes the record within milliseconds. If the process ended before, whoever looks for it finds that out. */
async function recorded(paths: Paths, child: ChildProcess): Promise<void> {
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!ended() && (await aliveProcess(paths.pids, supervisorName)) === undefined) await sleep(10);
}
