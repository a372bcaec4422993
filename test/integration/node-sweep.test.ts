import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Client } from '@temporalio/client';
import { addressCrds } from '../../api/crd/address-crds.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepScheduleId } from '../../api/machine-names.js';
import { createMachineRegistryActivities } from '../../activities/machine/index.js';
import { connectTemporal, type TemporalConnection } from '../../client/index.js';
import { createNodes, type Nodes } from '../../client/nodes/nodes.js';
import { noLog } from '../../controllers/runtime/observation.js';
import { nodes as nodeObjects, systemClock, type KubernetesClient } from '../../kubernetes/index.js';
import { startAgent, type Agent } from '../../node/agent.js';
import { createRuntime, type Runtime } from '../../node/cri/sandboxes.js';
import { hostLinkName } from '../../node/ovsdb/port-facts.js';
import { createMachineActivities } from '../../node/sweep/activities.js';
import { ensureMachineSchedule } from '../../workers/node-queue.js';
import { withMachineWorkers } from '../harness/machine-workers.js';
import { startTemporal } from '../harness/workflow-environment.js';
import { AddressedPods } from './harness/addressed-pods.js';
import { callCni } from './harness/cni-caller.js';
import { ContainerRuntime } from './harness/container-runtime.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import type { NetworkNamespace } from './harness/network-namespace.js';
import { builtCniProgram } from './harness/cni-program.js';
import { SwitchMachine } from './harness/switch-machine.js';
import { waitUntil } from './harness/wait-until.js';

const bridge = { name: 'br-pods', datapath: 'netdev' } as const;
const taskQueue = 'orchestrator';
let plane: ControlPlane;
let kubernetes: KubernetesClient;
let temporal: TestWorkflowEnvironment;
let connection: TemporalConnection;
let machine: SwitchMachine;
let containerd: ContainerRuntime;
let runtime: Runtime;
let world: AddressedPods;
let agent: Agent;
let clientNodes: Nodes;

beforeAll(async () => {
  plane = await ControlPlane.start();
  kubernetes = await plane.client();
  for (const crd of addressCrds()) await installCrd(kubernetes, crd);
  temporal = await startTemporal();
  connection = connectTemporal({ address: temporal.address, namespace: 'default', taskQueue });
  machine = await SwitchMachine.start(await builtCniProgram());
  containerd = await ContainerRuntime.start(machine.directory);
  runtime = createRuntime(containerd.socketPath);
  world = new AddressedPods(kubernetes, 'm1');
  await world.namespace('shop');
  await world.pool('main', { ipv4: { subnet: '10.90.0.0/16', ranges: ['10.90.0.0/16'] } });
  await kubernetes.create(nodeObjects, { metadata: { name: 'm1' } });
  clientNodes = createNodes({
    kubernetes: () => kubernetes,
    temporal: () => connection,
    temporalIfAny: () => connection,
  });
  agent = await start();
});
afterAll(async () => {
  await agent.stop();
  runtime.close();
  await containerd.stop();
  await machine.stop();
  await connection.close();
  await temporal.teardown();
  await plane.stop();
});

async function start(): Promise<Agent> {
  const started = await startAgent({
    ovsdbSocket: machine.ovsdbSocket,
    bridge,
    cniSocket: join(machine.directory, 'cni.sock'),
    linkTool: machine.linkTool,
    kubernetes,
    clock: systemClock,
    log: noLog,
    metrics: { served: () => undefined, flowsSet: () => undefined },
  });
  await waitUntil('the machine can attach pods', () => started.trouble() === undefined);
  return started;
}

/** Runs `act` while an orchestrator and the agent take their tasks. */
async function served<T>(act: () => Promise<T>): Promise<T> {
  const swept = { machine: 'm1', network: agent.network, kubernetes, runtime };
  const workers = {
    taskQueue,
    machine: 'm1',
    registry: createMachineRegistryActivities({ kubernetes, temporal: temporal.client }),
    agent: createMachineActivities(swept, bridge, () => agent.trouble()),
  };
  return withMachineWorkers(temporal, workers, act);
}

async function attach(name: string, address: string): Promise<NetworkNamespace> {
  const uid = await world.pod('shop', name);
  await world.bind('shop', name, uid, 'main', [address]);
  const sandbox = await machine.sandbox();
  const call = { command: 'ADD', containerId: `c-${name}`, netns: sandbox.path, pod: `shop/${name}` };
  const reply = await callCni(join(machine.directory, 'cni.sock'), call);
  expect(reply.code).toBeUndefined();
  return sandbox;
}

const nameOf = (pod: string): string => hostLinkName(`c-${pod}`, 'eth0');

describe('the sweep of a machine', () => {
  it('removes pairs, ports and links that are left over, twice seen, and nothing that lives or is not ours', async () => {
    const [a, b] = [await attach('live-1', '10.90.1.1'), await attach('live-2', '10.90.1.2')];
    for (const [index, name] of ['pair', 'port', 'link'].entries()) {
      await attach(name, `10.90.2.${index + 1}`);
      await world.removePod('shop', name);
    }
    await machine.namespace.exec('ip', 'link', 'delete', nameOf('port'));
    await machine.vsctl('del-port', bridge.name, nameOf('link'));
    await machine.namespace.exec(
      'ip',
      'link',
      'add',
      'sw0123456789abc',
      'type',
      'veth',
      'peer',
      'name',
      'mine',
    );
    await machine.vsctl('add-port', bridge.name, 'sw0123456789abc');
    // What was added a moment ago stays; another process of the agent knows nothing of it.
    expect(await served(() => clientNodes.sweep('m1', { graceSeconds: 1 }))).toMatchObject({
      outcome: 'Clean',
    });
    await agent.stop();
    agent = await start();

    const description = await served(() => clientNodes.describe('m1'));
    expect(description.unanswered).toEqual([]);
    expect(description.network).toMatchObject({
      bridge: 'br-pods',
      datapath: 'netdev',
      survey: {
        unread: [],
        counts: {
          inUse: 2,
          inUseWithoutLink: 0,
          inUseWithoutPort: 0,
          leftoverPair: 1,
          leftoverPort: 1,
          leftoverLink: 1,
        },
      },
    });
    const leftovers = ['pair', 'port', 'link'].map(nameOf).toSorted();
    const dry = await served(() => clientNodes.sweep('m1', { graceSeconds: 1, dryRun: true }));
    expect(dry.outcome).toBe('WouldSweep');
    expect([...(dry.wouldRemove ?? [])].toSorted()).toEqual(leftovers);
    const links = await machine.links();
    for (const name of ['pair', 'link']) expect(links).toContain(nameOf(name));

    const swept = await served(() => clientNodes.sweep('m1', { graceSeconds: 1 }));
    expect(swept).toMatchObject({ outcome: 'Swept', removed: 3, kept: [] });
    const left = await machine.links();
    for (const name of leftovers) expect(left).not.toContain(name);
    expect(left).toContain('sw0123456789abc');
    const ports = (await machine.vsctl('list-ports', bridge.name)).trim().split('\n').toSorted();
    expect(ports).toEqual(['sw0123456789abc', nameOf('live-1'), nameOf('live-2')].toSorted());
    expect(await a.pings('10.90.1.2')).toBe(true);
    expect(await b.pings('10.90.1.1')).toBe(true);
    await waitUntil('the last sweep is shown', async () => {
      const { machine: summary } = await served(() => clientNodes.describe('m1'));
      return summary.lastSweep?.result?.outcome === 'Swept';
    });
  });

  it('removes nothing while the runtime does not answer, and says so', async () => {
    await attach('gone', '10.90.3.1');
    await world.removePod('shop', 'gone');
    await agent.stop();
    agent = await start();
    await containerd.stop();
    const result = await served(() => clientNodes.sweep('m1', { graceSeconds: 1 }));
    expect(result).toMatchObject({ outcome: 'Unknown', removed: 0, unread: [{ list: 'sandboxes' }] });
    expect(await machine.links()).toContain(nameOf('gone'));
  });

  it('is refused for a machine that does not exist', async () => {
    await expect(clientNodes.sweep('m2')).rejects.toMatchObject({ code: 'MachineNotFound' });
  });
});

describe('the schedule of a sweep', () => {
  it('is made once, and keeps what an operator made of it', async () => {
    const client = new Client({ connection: temporal.connection });
    const handle = client.schedule.getHandle(sweepScheduleId('m1'));
    await ensureMachineSchedule(client, 'm1', taskQueue);
    expect(await handle.describe()).toMatchObject({
      action: { workflowType: 'sweepVeths', args: [{ machine: 'm1' }] },
    });
    await handle.pause('maintenance');
    await ensureMachineSchedule(client, 'm1', taskQueue);
    expect((await handle.describe()).state).toMatchObject({ paused: true, note: 'maintenance' });
  });

  it('goes with the machine', async () => {
    const client = new Client({ connection: temporal.connection });
    const registry = createMachineRegistryActivities({ kubernetes, temporal: client });
    await ensureMachineSchedule(client, 'm1', taskQueue);
    await registry.forgetMachine('m1');
    await registry.forgetMachine('m1');
    await expect(client.schedule.getHandle(sweepScheduleId('m1')).describe()).rejects.toThrow();
    expect(await registry.machineExists('m1')).toBe(true);
    expect(await registry.machineExists('m9')).toBe(false);
  });
});
