import { join } from 'node:path';
import { machinePidFile, machineScript } from '../machine/place.js';
import {
  balancerNamespace,
  controlPlaneNamespace,
  namespacePath,
  nameServerNamespace,
} from '../network/namespaces.js';
import type { Part, Probe } from '../part.js';
import type { Paths } from '../paths.js';
import type { Stack } from '../stack.js';

/** A process that does not answer for this long is started anew, in seconds. */
const patienceSeconds = 180;

/**
 * The project file of process-compose for these parts.
 * https://f1bonacc1.github.io/process-compose/configuration/ documents its form.
 */
export function supervisorProject(stack: Stack, parts: readonly Part[]): object {
  const named = new Map(parts.map((part) => [part.name, part]));
  return {
    version: '0.5',
    name: 'statewright',
    is_strict: true,
    // Commands are ours to the letter: a "$" in a path is a "$".
    disable_env_expansion: true,
    is_tui_disabled: true,
    log_level: 'info',
    // It keeps this many lines of each process in memory; the processes write their logs themselves.
    log_length: 10,
    shell: { shell_command: 'sh', shell_argument: '-c' },
    processes: Object.fromEntries(parts.map((part) => [part.name, processOf(stack, part, named)])),
  };
}

function processOf(stack: Stack, part: Part, named: ReadonlyMap<string, Part>): object {
  return {
    description: part.summary,
    entrypoint: commandLine(stack, part),
    environment: Object.entries(part.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    depends_on: Object.fromEntries(
      part.needs.map((need) => [need, { condition: condition(named.get(need), need) }]),
    ),
    availability: { restart: part.kind === 'task' ? 'on_failure' : 'always', backoff_seconds: 1 },
    ...readiness(part.ready),
    shutdown: { signal: 15, timeout_seconds: part.stopSeconds ?? 10 },
  };
}

function condition(needed: Part | undefined, name: string): string {
  if (needed === undefined) throw new Error(`no part is named ${name}`);
  if (needed.kind === 'task') return 'process_completed_successfully';
  return needed.ready.kind === 'none' ? 'process_started' : 'process_healthy';
}

function readiness(probe: Probe): object {
  switch (probe.kind) {
    case 'none':
      return {};
    case 'http': {
      const { protocol, hostname, port, pathname } = new URL(probe.url);
      const period = probe.everySeconds ?? 1;
      return {
        readiness_probe: {
          http_get: {
            scheme: protocol.replace(':', ''),
            host: hostname,
            port: port === '' ? (protocol === 'https:' ? '443' : '80') : port,
            path: pathname,
          },
          period_seconds: period,
          timeout_seconds: 5,
          failure_threshold: Math.ceil(patienceSeconds / period),
        },
      };
    }
  }
}

/** The command as the supervisor runs it: on record, and at its place. */
export function commandLine({ paths, ...stack }: Stack, part: Part): readonly string[] {
  const launch = join(paths.project, 'stack/launch.sh');
  return [
    'sh',
    launch,
    pidFile(paths, part.name),
    logFile(paths, part.name),
    ...atPlace({ paths, ...stack }, part),
  ];
}

export function pidFile(paths: Paths, part: string): string {
  return join(paths.pids, part);
}

export function logFile(paths: Paths, part: string): string {
  return join(paths.logs, `${part}.log`);
}

function atPlace(stack: Stack, { place, command }: Part): readonly string[] {
  switch (place.kind) {
    case 'host':
      return command;
    case 'controlPlane':
      return ['nsenter', `--net=${namespacePath(controlPlaneNamespace)}`, ...command];
    case 'balancer':
      return ['nsenter', `--net=${namespacePath(balancerNamespace)}`, ...command];
    case 'nameServer':
      return ['nsenter', `--net=${namespacePath(nameServerNamespace)}`, ...command];
    case 'machine':
      return ['sh', machineScript(stack, 'enter.sh'), machinePidFile(stack, place.machine), ...command];
  }
}
