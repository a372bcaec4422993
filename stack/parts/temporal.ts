import { join } from 'node:path';
import { searchAttribute } from '../../api/search-attributes.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { temporalProgram } from '../steps/temporal-program.js';

/** Ports in the control plane's namespace. */
export const temporalPort = 7233;
export const temporalUiPort = 8233;
const httpPort = 7243;

/**
 * What start-dev is given beyond its defaults, as docs/decisions/0010-temporal-server.md decides: commits that do not
 * wait for the disk, and ten times the reads per second of the queue from which workflow tasks are sent out. start-dev
 * keeps all workflows in one shard, and 20 reads per second are for one of many.
 */
export const temporalTuning: readonly string[] = [
  ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=200'],
];

export function temporal(stack: Stack): Part {
  const { controlPlane } = stack.network;
  return {
    name: 'temporal',
    summary: 'durable workflows, with the Web UI',
    kind: 'server',
    needs: [],
    steps: [temporalProgram, network],
    place: { kind: 'controlPlane' },
    command: [
      join(stack.paths.bin, 'temporal'),
      // Every address of this namespace: its inner services listen where --ip says, and look for each other on loopback.
      ...['server', 'start-dev', '--ip', '0.0.0.0', '--port', String(temporalPort)],
      ...['--ui-port', String(temporalUiPort), '--http-port', String(httpPort), '--metrics-port', '7235'],
      ...['--db-filename', join(stack.paths.state, 'temporal.db')],
      ...temporalTuning,
      ...Object.values(searchAttribute).flatMap(({ name }) => ['--search-attribute', `${name}=Keyword`]),
      ...['--log-format', 'json', '--log-level', 'warn'],
    ],
    ready: { kind: 'http', url: `http://${controlPlane}:${httpPort}/api/v1/namespaces/default` },
    address: `${controlPlane}:${temporalPort}`,
  };
}
