import { join } from 'node:path';
import type { Settings } from './settings.js';

/** Where the stack keeps what. All absolute. */
export interface Paths {
  readonly project: string;
  readonly home: string;
  readonly bin: string;
  readonly cache: string;
  readonly state: string;
  readonly secrets: string;
  readonly logs: string;
  readonly run: string;
  /** One file a process that was started: its id and start time. */
  readonly pids: string;
  /** Configuration files that the stack generates for its servers. */
  readonly config: string;
  readonly supervisorSocket: string;
  machine(name: string): string;
}

export function layOutPaths(settings: Settings, project: string): Paths {
  const inHome = (...names: readonly string[]): string => join(settings.home, ...names);
  return {
    project,
    home: settings.home,
    cache: settings.cache,
    bin: join(settings.cache, 'bin'),
    state: inHome('state'),
    secrets: inHome('secrets'),
    logs: inHome('logs'),
    run: inHome('run'),
    pids: recordsFolder(settings.home),
    config: inHome('run', 'config'),
    supervisorSocket: inHome('run', 'supervisor.sock'),
    machine: (name) => inHome('state', 'machines', name),
  };
}

/** Where the stack of that home records the processes that it started. */
export function recordsFolder(home: string): string {
  return join(home, 'run', 'pids');
}
