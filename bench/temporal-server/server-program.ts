import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServerProcess } from '../../test/integration/harness/child.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { freeLowPorts } from './low-ports.js';
import { namespaceAnswers, registerNamespace } from './namespace.js';
import { Postgres } from './postgres.js';
import type { TemporalServer } from './server.js';
import { serverConfig, stores } from './server-config.js';

const run = promisify(execFile);

export interface ServerProgramOptions {
  /** Folder with `server` and `sql`, as `go install go.temporal.io/server/cmd/{server,tools/sql}` names them. */
  readonly programs: string;
  /** Settings of PostgreSQL, `name=value`. */
  readonly postgres: readonly string[];
  /** Temporal's dynamic configuration. */
  readonly dynamicConfig: Readonly<Record<string, number>>;
}

/** The Temporal server program on a PostgreSQL of its own. */
export function serverProgram(folder: string, options: ServerProgramOptions): TemporalServer {
  for (const program of ['server', 'sql']) {
    if (!existsSync(join(options.programs, program)))
      throw new Error(
        `STATEWRIGHT_TEMPORAL_SERVER names ${options.programs}, where there is no "${program}"`,
      );
  }
  return {
    async start() {
      const isNew = !existsSync(join(folder, 'data'));
      const postgres = await Postgres.start(folder, options.postgres);
      try {
        if (isNew) await makeSchema(options.programs, postgres.port);
        const server = await startServer(folder, options, postgres.port, isNew);
        return {
          address: server.address,
          processes: [server.process.pid, postgres.pid],
          async stop() {
            await server.process.stop();
            await postgres.stop();
          },
        };
      } catch (error) {
        await postgres.stop();
        throw error;
      }
    },
  };
}

async function startServer(
  folder: string,
  { programs, dynamicConfig }: ServerProgramOptions,
  postgresPort: number,
  isNew: boolean,
): Promise<{ readonly address: string; readonly process: ServerProcess }> {
  const ports = await freeLowPorts(9);
  const dynamicConfigFile = join(folder, 'dynamic-config.json');
  const configFile = join(folder, 'config.json');
  const { address, config } = serverConfig(ports, postgresPort, dynamicConfigFile);
  const values = Object.entries(dynamicConfig).map(([name, value]) => [name, [{ value }]]);
  // JSON is YAML.
  await writeFile(dynamicConfigFile, JSON.stringify(Object.fromEntries(values)));
  await writeFile(configFile, JSON.stringify(config));
  const flags = ['--config-file', configFile, '--allow-no-auth', 'start'];
  const server = ServerProcess.start('server', join(programs, 'server'), flags, join(folder, 'server.log'));
  try {
    await server.ready(async () => {
      // A try whose reply was lost has made it, and those after it fail: the answer of the namespace decides.
      if (isNew) await registerNamespace(address).catch(() => undefined);
      return namespaceAnswers(address);
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { address, process: server };
}

async function makeSchema(programs: string, port: number): Promise<void> {
  const connection = ['--plugin', 'postgres12', '--endpoint', '127.0.0.1', '--port', String(port)];
  for (const { database, schema } of stores) {
    const tool = (...args: string[]): Promise<unknown> =>
      run(join(programs, 'sql'), [...connection, '--user', 'temporal', '--database', database, ...args]);
    await waitUntil(`PostgreSQL lets make ${database}`, () => tool('create-database').then(() => true));
    await tool('setup-schema', '--version', '0.0');
    await tool('update-schema', '--schema-name', schema);
  }
}
