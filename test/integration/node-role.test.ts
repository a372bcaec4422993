import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressCrds } from '../../api/crd/address-crds.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostLinkName } from '../../node/ovsdb/port-facts.js';
import { AddressedPods } from './harness/addressed-pods.js';
import { callCni, type CniCall, type CniReply } from './harness/cni-caller.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { randomBelow } from './harness/random.js';
import { RoleProcess } from './harness/role-process.js';
import { builtCniProgram } from './harness/cni-program.js';
import { SwitchMachine } from './harness/switch-machine.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let world: AddressedPods;
let machine: SwitchMachine;
let role: RoleProcess;

beforeAll(async () => {
  plane = await ControlPlane.start();
  const client = await plane.client();
  for (const crd of addressCrds()) await installCrd(client, crd);
  world = new AddressedPods(client, 'm1');
  await world.namespace('shop');
  await world.pool('main', { ipv4: { subnet: '10.90.0.0/16', ranges: ['10.90.0.0/16'] } });
});
afterAll(async () => plane.stop());
beforeEach(async () => {
  machine = await SwitchMachine.start(await builtCniProgram());
  await start();
});
afterEach(async () => {
  await role.server.stop();
  await machine.stop();
});

const socket = (): string => join(machine.directory, 'run', 'cni.sock');
const call = (request: CniCall): Promise<CniReply> => callCni(socket(), request);

async function begin(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  role = await RoleProcess.start(plane, ['node'], {
    STATEWRIGHT_NODE_NAME: 'm1',
    STATEWRIGHT_OVSDB_SOCKET: machine.ovsdbSocket,
    STATEWRIGHT_OVS_DATAPATH: 'netdev',
    STATEWRIGHT_CNI_SOCKET: socket(),
    STATEWRIGHT_LINK_TOOL: await machine.linkProgram(),
    ...settings,
  });
}

async function start(): Promise<void> {
  await begin();
  await role.server.ready(async () => (await call({ command: 'STATUS' })).code === undefined);
}

const hostLinks = async () => (await machine.links()).filter((name) => name.startsWith('sw'));
const ports = async () =>
  (await machine.vsctl('list-ports', 'br-pods')).split('\n').filter((name) => name !== '');

describe('the role node', () => {
  it('serves without Temporal, and counts what it did', async () => {
    const uid = await world.pod('shop', 'a');
    await world.bind('shop', 'a', uid, 'main', ['10.90.1.1']);
    const { path } = await machine.sandbox();
    expect(
      (await call({ command: 'ADD', containerId: 'c1', netns: path, pod: 'shop/a' })).code,
    ).toBeUndefined();
    expect((await call({ command: 'ADD', containerId: 'c2', netns: path, pod: 'shop/none' })).code).toBe(3);
    const metrics = await role.metrics();
    expect(metrics).toMatch(/statewright_cni_request_seconds_count\{command="ADD",outcome="done"\} 1/);
    expect(metrics).toMatch(/statewright_cni_failures_total\{command="ADD",code="3"\} 1/);
  });

  it('tells the container runtime of its plugin only when it can attach pods', async () => {
    await role.server.stop();
    await machine.stopDatabase();
    const [bin, conf] = [join(machine.directory, 'bin'), join(machine.directory, 'net.d')];
    const conflist = join(conf, '10-statewright.conflist');
    await begin({ STATEWRIGHT_CNI_BIN_DIR: bin, STATEWRIGHT_CNI_CONF_DIR: conf });
    await waitUntil('the agent says that it cannot attach pods', async () => {
      return (await call({ command: 'STATUS' })).code === 50;
    });
    expect(await role.readiness()).toMatch(/database is not reached/);
    expect(existsSync(conf)).toBe(false);
    await machine.startDatabase();
    await waitUntil('the role is ready', async () => (await role.readiness()) === 'ok');
    expect(JSON.parse(await readFile(conflist, 'utf8'))).toMatchObject({
      plugins: [{ type: 'statewright-cni', socket: socket() }],
    });
    expect((await stat(join(bin, 'statewright-cni'))).mode & 0o111).toBe(0o111);
  });

  it('killed at any moment of an ADD, leaves what the next ADD completes or DEL removes', async () => {
    const below = randomBelow(7);
    const other = await world.pod('shop', 'other');
    await world.bind('shop', 'other', other, 'main', ['10.90.2.1']);
    const neighbour = await machine.sandbox();
    await call({ command: 'ADD', containerId: 'other', netns: neighbour.path, pod: 'shop/other' });
    for (let round = 1; round <= 6; round += 1) {
      const [name, containerId, address] = [`p-${round}`, `killed-${round}`, `10.90.3.${round}`];
      const uid = await world.pod('shop', name);
      await world.bind('shop', name, uid, 'main', [address]);
      const sandbox = await machine.sandbox();
      const request = { containerId, netns: sandbox.path, pod: `shop/${name}` };
      const cut = call({ command: 'ADD', ...request }).catch(() => undefined);
      await sleep(below(150));
      await role.server.kill();
      await cut;
      await waitUntil('its workers have ended', async () => !(await machine.workersRun()));
      await start();
      if (round % 2 === 0) {
        expect((await call({ command: 'ADD', ...request })).code).toBeUndefined();
        expect(await neighbour.pings(address)).toBe(true);
      }
      expect(await call({ command: 'DEL', containerId })).toEqual({});
      expect(await hostLinks()).toEqual([hostLinkName('other', 'eth0')]);
      expect(await ports()).toEqual([hostLinkName('other', 'eth0')]);
    }
  });
});
