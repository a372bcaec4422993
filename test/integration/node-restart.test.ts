import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressCrds } from '../../api/crd/address-crds.js';
import { noLog } from '../../controllers/runtime/observation.js';
import { systemClock } from '../../kubernetes/index.js';
import { startAgent, type Agent } from '../../node/agent.js';
import { AddressedPods } from './harness/addressed-pods.js';
import { builtCniProgram } from './harness/cni-program.js';
import { callCni } from './harness/cni-caller.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import type { NetworkNamespace } from './harness/network-namespace.js';
import { SwitchMachine } from './harness/switch-machine.js';
import { waitUntil } from './harness/wait-until.js';

const many = 200;
/** Milliseconds between pings; so many in a row are a second. */
const everyMs = 50;
const inSecond = 1_000 / everyMs;

let plane: ControlPlane;
let machine: SwitchMachine;
let agent: Agent;
let flowsSet = 0;
let start: () => Promise<Agent>;

beforeAll(async () => {
  plane = await ControlPlane.start();
  const client = await plane.client();
  for (const crd of addressCrds()) await installCrd(client, crd);
  machine = await SwitchMachine.start(await builtCniProgram());
  start = async () => {
    const started = await startAgent({
      ovsdbSocket: machine.ovsdbSocket,
      bridge: { name: 'br-pods', datapath: 'netdev' },
      cniSocket: join(machine.directory, 'cni.sock'),
      linkTool: machine.linkTool,
      kubernetes: client,
      clock: systemClock,
      log: noLog,
      metrics: { served: () => undefined, flowsSet: (ports) => (flowsSet = ports) },
    });
    await waitUntil('the machine can attach pods', () => started.trouble() === undefined, {
      timeoutMs: 60_000,
    });
    return started;
  };
  agent = await start();
  const world = new AddressedPods(client, 'm1');
  await world.namespace('shop');
  await world.pool('main', { ipv4: { subnet: '10.90.0.0/16', ranges: ['10.90.64.0/18'] } });
  await Promise.all(Array.from({ length: 8 }, (_, lane) => attachEach(world, lane)));
});
afterAll(async () => {
  await agent.stop();
  await machine.stop();
  await plane.stop();
});

const sandboxes: NetworkNamespace[] = [];
const addressOf = (number: number): string => `10.90.64.${number + 1}`;

/** Attaches every eighth pod. */
async function attachEach(world: AddressedPods, lane: number): Promise<void> {
  for (let number = lane; number < many; number += 8) {
    const name = `web-${number}`;
    const uid = await world.pod('shop', name);
    await world.bind('shop', name, uid, 'main', [addressOf(number)]);
    const sandbox = await machine.sandbox();
    const socket = join(machine.directory, 'cni.sock');
    const pod = { containerId: `sandbox-${number}`, netns: sandbox.path, pod: `shop/${name}`, uid };
    expect(await callCni(socket, { command: 'ADD', ...pod })).toHaveProperty('ips');
    sandboxes[number] = sandbox;
  }
}

/** The most pings in a row that were not answered, of so many. */
async function longestSilence(from: NetworkNamespace, address: string, count: number): Promise<number> {
  const ping = ['ping', '-D', '-O', '-i', String(everyMs / 1_000), '-c', String(count), '-W', '1', address];
  const text = await from.exec(...ping);
  let [longest, lasts] = [0, 0];
  for (const line of text.split('\n')) {
    if (line.includes('no answer yet')) lasts += 1;
    else if (line.includes('bytes from')) lasts = 0;
    longest = Math.max(longest, lasts);
  }
  return longest;
}

it(`an agent that is started anew takes on ${many} pods, none of which is silent for a second`, async () => {
  const [first, last] = [sandboxes[0], sandboxes[many - 1]];
  if (first === undefined || last === undefined) throw new Error('pods are missing');
  const count = 10 * inSecond;
  const listening = [
    longestSilence(first, addressOf(many - 1), count),
    longestSilence(last, addressOf(many / 2), count),
  ];
  await agent.stop();
  flowsSet = 0;
  agent = await start();
  await waitUntil('the flows of all are set', () => flowsSet === many, { timeoutMs: 60_000 });
  for (const silence of await Promise.all(listening)) expect(silence).toBeLessThan(inSecond);
});
