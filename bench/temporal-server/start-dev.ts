import { join } from 'node:path';
import { temporalBinary } from '../../test/harness/temporal-binary.js';
import { ServerProcess } from '../../test/integration/harness/child.js';
import { freePorts } from '../../test/integration/harness/ports.js';
import { namespaceAnswers } from './namespace.js';
import type { TemporalServer } from './server.js';

/** `temporal server start-dev` with its database in a file, without the Web UI, which no other contestant has. */
export function startDev(folder: string, flags: readonly string[]): TemporalServer {
  return {
    async start() {
      const [port = 0, httpPort = 0, metricsPort = 0] = await freePorts(3);
      const address = `127.0.0.1:${port}`;
      const server = ServerProcess.start(
        'temporal',
        temporalBinary(),
        [
          ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
          ...['--http-port', String(httpPort), '--metrics-port', String(metricsPort)],
          ...['--db-filename', join(folder, 'temporal.db'), '--log-level', 'warn', ...flags],
        ],
        join(folder, 'temporal.log'),
      );
      try {
        await server.ready(() => namespaceAnswers(address));
      } catch (error) {
        await server.stop();
        throw error;
      }
      return { address, processes: [server.pid], stop: () => server.stop() };
    },
  };
}
