import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { ServerProcess } from './child.js';
import type { ControlPlane, Identity } from './control-plane.js';
import { ownProgram } from './own-program.js';
import { freePorts } from './ports.js';

/** A process of the platform in one of its roles, run from its sources or as built, against a control plane and no Temporal. */
export class RoleProcess {
  private constructor(
    readonly server: ServerProcess,
    private readonly health: string,
  ) {}

  static async start(
    plane: ControlPlane,
    words: readonly string[],
    settings: Readonly<Record<string, string>> = {},
    identity: Identity = {},
  ): Promise<RoleProcess> {
    const [port = 0] = await freePorts(1);
    const health = `127.0.0.1:${port}`;
    const environment = {
      KUBECONFIG: await plane.kubeconfig(identity),
      STATEWRIGHT_METRICS_ADDRESS: health,
      // Nobody listens there, as when Temporal is down.
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      ...settings,
    };
    const name = `${words[0] ?? 'role'}-${port}`;
    const file = join(plane.directory, `${name}.env`);
    await writeFile(
      file,
      Object.entries(environment)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    );
    const args = [`--env-file=${file}`, ...ownProgram('workers/main'), ...words];
    const log = join(plane.directory, `${name}.log`);
    return new RoleProcess(ServerProcess.start(name, process.execPath, args, log), health);
  }

  /** What it says of whether it is at work: `ok`, or why not. */
  async readiness(): Promise<string> {
    const reply = await request(`http://${this.health}/readyz`);
    return (await reply.body.text()).trim();
  }

  async metrics(): Promise<string> {
    const reply = await request(`http://${this.health}/metrics`);
    return reply.body.text();
  }
}
