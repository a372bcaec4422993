import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressCrds } from '../../api/crd/address-crds.js';
import { AddressedPods } from '../../test/integration/harness/addressed-pods.js';
import { ServerProcess } from '../../test/integration/harness/child.js';
import { callCni } from '../../test/integration/harness/cni-caller.js';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { installCrd } from '../../test/integration/harness/install-crd.js';
import { freePorts } from '../../test/integration/harness/ports.js';
import { SwitchMachine } from '../../test/integration/harness/switch-machine.js';
import { Wire } from '../../test/integration/harness/wire.js';
import { projectRoot } from '../../test/harness/project-root.js';
import { PODS, PROBE_MS } from './sizes.js';

/** One machine with a switch and its agent, the API server that it asks, and a wire on which nobody else is. */
export class World {
  readonly #closers: (() => Promise<void>)[] = [];
  #machine: SwitchMachine | undefined;

  private constructor(readonly scratch: string) {}

  static async open(program: string, report: (line: string) => void): Promise<World> {
    const world = new World(await mkdtemp(join(tmpdir(), 'statewright-bench-cni-')));
    try {
      await world.#open(program, report);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  get namespace(): string {
    if (this.#machine === undefined) throw new Error('the machine is not started');
    return this.#machine.namespace.name;
  }

  get socket(): string {
    return join(this.scratch, 'cni.sock');
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    await rm(this.scratch, { recursive: true, force: true });
  }

  async #open(program: string, report: (line: string) => void): Promise<void> {
    report('starting etcd and kube-apiserver');
    const plane = await ControlPlane.start();
    this.#closers.push(() => plane.stop());
    report(`making ${2 * PODS} pods with their addresses`);
    await makePods(plane);
    report('starting ovsdb-server, ovs-vswitchd and the agent');
    const machine = await SwitchMachine.start(program);
    this.#machine = machine;
    this.#closers.push(() => machine.stop());
    const wire = await Wire.make();
    this.#closers.push(() => wire.remove());
    await wire.plug(machine.namespace, 'up0');
    await this.#startAgent(plane, machine);
  }

  async #startAgent(plane: ControlPlane, machine: SwitchMachine): Promise<void> {
    const [port = 0] = await freePorts(1);
    const environment = {
      KUBECONFIG: await plane.kubeconfig(),
      NODE_ENV: 'production',
      STATEWRIGHT_METRICS_ADDRESS: `127.0.0.1:${port}`,
      // Nobody listens there: nothing on the way to a pod's link waits for Temporal.
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      STATEWRIGHT_NODE_NAME: 'm1',
      STATEWRIGHT_OVSDB_SOCKET: machine.ovsdbSocket,
      STATEWRIGHT_OVS_DATAPATH: 'netdev',
      STATEWRIGHT_OVS_UPLINK: 'up0',
      STATEWRIGHT_CNI_SOCKET: this.socket,
      STATEWRIGHT_LINK_TOOL: await machine.linkProgram(),
    };
    const file = join(this.scratch, 'agent.env');
    const lines = Object.entries(environment).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(file, lines.join(''));
    const args = [`--env-file=${file}`, join(projectRoot, 'dist/workers/main.js'), 'node'];
    const agent = ServerProcess.start('agent', process.execPath, args, join(this.scratch, 'agent.log'));
    this.#closers.push(() => agent.stop());
    await agent.ready(async () => (await callCni(this.socket, { command: 'STATUS' })).code === undefined);
  }
}

async function makePods(plane: ControlPlane): Promise<void> {
  const client = await plane.client({ qps: 100_000, burst: 100_000 });
  for (const crd of addressCrds()) await installCrd(client, crd);
  const pods = new AddressedPods(client, 'm1');
  await pods.namespace('bench');
  for (const [pool, prefix, milliseconds] of [
    ['quiet', '10.90.1', 0],
    ['probed', '10.90.2', PROBE_MS],
  ] as const) {
    const ipv4 = { subnet: '10.90.0.0/16', ranges: [`${prefix}.0/24`], gateway: '10.90.0.1' };
    await pods.pool(pool, { ipv4, duplicateDetection: { milliseconds } });
    for (let index = 0; index < PODS; index += 1) {
      const name = `${pool}-${index}`;
      const uid = await pods.pod('bench', name);
      await pods.bind('bench', name, uid, pool, [`${prefix}.${index}`]);
    }
  }
}
