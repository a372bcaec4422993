import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  loadBalancerClass,
  serviceAnnotation,
  sweepVipsType,
  vipFinalizer,
  vipWorkflowId,
} from '../../api/balancer/index.js';
import { createServices } from '../../client/services.js';
import { events, services, type KubernetesClient } from '../../kubernetes/index.js';
import { MemoryVips, type Fate } from '../harness/memory-balancer.js';
import { startTemporal } from '../harness/workflow-environment.js';
import { grantChartRights } from './harness/chart-rights.js';
import { ControlPlane } from './harness/control-plane.js';
import { ServiceWorld, type ServiceWorldSettings } from './harness/service-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let admin: KubernetesClient;
let platform: KubernetesClient;
let environment: TestWorkflowEnvironment;
let world: ServiceWorld;
let count = 0;

beforeAll(async () => {
  [plane, environment] = await Promise.all([ControlPlane.start(), startTemporal()]);
  admin = await plane.client();
  await grantChartRights(plane, 'nobody');
  platform = await plane.client({ user: 'nobody' });
});
afterAll(async () => {
  await environment.teardown();
  await plane.stop();
});
afterEach(async () => world.stop());

async function make(more: Partial<ServiceWorldSettings> = {}): Promise<ServiceWorld> {
  count += 1;
  world = await ServiceWorld.make({ environment, admin, platform, namespace: `vips-${count}`, ...more });
  return world;
}

const journal = (): string[] => world.balancer.vips.journal.map(({ verb, service }) => `${verb} ${service}`);

describe('a Service', () => {
  it('gets its VIP, its members as they come and go, and says so', async () => {
    await make();
    const made = await world.service('web');
    await world.settled('web', []);
    await world.endpoints('web', { '10.0.0.1': {}, '10.0.0.2': {} });
    await world.settled('web', ['10.0.0.1:8080 up', '10.0.0.2:8080 up']);
    await world.endpoints('web', {
      '10.0.0.1': { ready: false, serving: true, terminating: true },
      '10.0.0.2': {},
    });
    await world.settled('web', ['10.0.0.1:8080 drain', '10.0.0.2:8080 up']);
    expect(world.vipsOf('web').map(({ address }) => address)).toEqual(made.spec.clusterIPs);
    await waitUntil('it says so', async () => (await world.conditionOf('web'))?.status === 'True');
    expect((await world.conditionOf('web'))?.message).toBe(`TVS serves ${made.spec.clusterIP ?? ''}.`);
  });

  it('whose status alone changes, or that is seen again after a change of leader, starts no workflow', async () => {
    await make();
    for (const name of ['a', 'b']) await world.service(name);
    for (const name of ['a', 'b']) {
      await waitUntil('it is served', async () => (await world.conditionOf(name))?.status === 'True');
    }
    const told = world.notified.length;
    await admin.mergePatch(
      services,
      world.key('a'),
      { status: { conditions: [] } },
      { subresource: 'status' },
    );
    await world.restartController();
    // A change after all that, which the same queue takes up later.
    await world.service('c');
    await world.settled('c', []);
    expect(world.notified.slice(told).filter((name) => name !== 'c')).toEqual([]);
  });

  it('of our load balancer class gets its addresses into its status', async () => {
    await make({ vips: { services: 'annotated' } });
    await world.service('plain');
    const made = await world.service('web', { type: 'LoadBalancer', loadBalancerClass });
    await waitUntil('it has an address', async () => {
      const ingress = (await world.live('web'))?.status?.loadBalancer?.ingress ?? [];
      return ingress.map(({ ip }) => ip).join() === made.spec.clusterIP;
    });
    expect(world.vipsOf('plain')).toEqual([]);
  });

  it('that is deleted loses its VIP after a second proof', async () => {
    await make();
    await world.service('web');
    await world.settled('web', []);
    await admin.delete(services, world.key('web'));
    await waitUntil('its VIP is gone', () => world.balancer.owned.length === 0);
    expect(journal().map((entry) => entry.split(' ')[0])).toEqual(['make', 'remove']);
  });

  it('that is made anew with the same address, under its name or another, keeps the VIP without a gap', async () => {
    await make();
    const first = await world.service('web');
    await world.settled('web', []);
    const clusterIP = first.spec.clusterIP;
    for (const [before, name] of [
      ['web', 'web'],
      ['web', 'other'],
    ] as const) {
      await admin.delete(services, world.key(before));
      const again = await world.service(name, { clusterIP });
      await waitUntil('the VIP is the new one', () =>
        world.vipsOf(name).some(({ service }) => service.uid === again.metadata.uid),
      );
    }
    await waitUntil('the old workflow has ended', async () => {
      const handle = environment.client.workflow.getHandle(vipWorkflowId(world.key('web')));
      return (await handle.describe()).status.name === 'COMPLETED';
    });
    expect(journal()).not.toContain(`remove ${first.metadata.namespace ?? ''}/web`);
    expect(world.balancer.owned).toHaveLength(1);
  });

  it('that is made anew with another address gets the new one and loses the old one', async () => {
    await make();
    const first = await world.service('web');
    await world.settled('web', []);
    await admin.delete(services, world.key('web'));
    const second = await world.service('web');
    expect(second.spec.clusterIP).not.toBe(first.spec.clusterIP);
    await waitUntil('there is the new one alone', () => {
      const addresses = world.balancer.owned.map(({ vip }) => vip.address);
      return addresses.join() === second.spec.clusterIP;
    });
  });

  it('with our finalizer goes when its VIP is gone, and by hand at any time', async () => {
    await make({ vips: { finalizer: true } });
    await world.service('web');
    await world.settled('web', []);
    expect((await world.live('web'))?.metadata.finalizers).toEqual([vipFinalizer]);
    await admin.delete(services, world.key('web'));
    await waitUntil('it is gone', async () => (await world.live('web')) === undefined);
    expect(world.balancer.owned).toEqual([]);

    await world.service('impatient');
    await world.settled('impatient', []);
    await admin.delete(services, world.key('impatient'));
    await admin.mergePatch(services, world.key('impatient'), { metadata: { finalizers: null } });
    await waitUntil('its VIP is gone', () => world.balancer.owned.length === 0);
  });
});

describe('when the balancer', () => {
  it('refuses an attribute, members go on and the condition and an event name the field', async () => {
    const refuses = ({ idleTimeoutSeconds = 0 }: { readonly idleTimeoutSeconds?: number }): string[] =>
      idleTimeoutSeconds > 3_600 ? ['idleTimeoutSeconds'] : [];
    await make({ balancer: { refuses } });
    await world.service('web');
    await world.endpoints('web', { '10.0.0.1': {} });
    await world.settled('web', ['10.0.0.1:8080 up']);
    const annotations = { [serviceAnnotation.idleTimeout]: '7200' };
    await admin.mergePatch(services, world.key('web'), { metadata: { annotations } });
    await waitUntil('it is said', async () => (await world.conditionOf('web'))?.reason === 'BalancerRefused');
    expect((await world.conditionOf('web'))?.message).toContain('idleTimeoutSeconds');
    await world.endpoints('web', { '10.0.0.2': {} });
    await world.settled('web', ['10.0.0.2:8080 up']);
    await admin.mergePatch(services, world.key('web'), {
      metadata: { annotations: { [serviceAnnotation.idleTimeout]: '60' } },
    });
    await waitUntil('it is right again', async () => (await world.conditionOf('web'))?.status === 'True');
    const { namespace } = world.key('web');
    await waitUntil('it was told', async () => {
      const { items } = await admin.list(events, { namespace });
      return (
        items
          .map(({ reason }) => reason)
          .toSorted()
          .join() === 'BalancerRefused,Served'
      );
    });
    const view = await createServices({
      kubernetes: () => admin,
      temporal: () => world.temporal,
      temporalIfAny: () => world.temporal,
    }).describe(world.key('web'));
    expect(view.unanswered).toEqual([]);
    expect(view.events.map(({ reason }) => reason).toSorted()).toEqual(['BalancerRefused', 'Served']);
    expect(view).toMatchObject({
      service: { condition: { status: 'True' } },
      wanted: [{ idleTimeoutSeconds: 60 }],
    });
  });

  it('fails and loses replies, all comes right, and nothing is made twice', async () => {
    let calls = 0;
    const fate = (): Fate => {
      calls += 1;
      return calls % 3 === 0 ? 'lost' : calls % 5 === 0 ? 'failed' : 'done';
    };
    await make({ balancer: { fate } });
    for (const name of ['a', 'b', 'c']) {
      await world.service(name);
      await world.endpoints(name, { '10.0.0.1': {} });
    }
    for (const name of ['a', 'b', 'c']) await world.settled(name, ['10.0.0.1:8080 up']);
    expect(world.balancer.vips.journal.filter(({ verb }) => verb === 'make')).toHaveLength(3);
  });

  it('is changed behind our back, the next comparison mends it and leaves those of others alone', async () => {
    const vips = new MemoryVips();
    await make({ balancer: { vips }, resyncMs: 1_000 });
    await world.service('web');
    await world.endpoints('web', { '10.0.0.1': {} });
    await world.settled('web', ['10.0.0.1:8080 up']);
    const [own] = world.balancer.owned;
    if (own === undefined) throw new Error('settled, and not there');
    const foreign = vips.write('theirs', 'another-uid', { ...own.vip, address: '10.96.255.1' });
    vips.write(own.id, own.owner, { ...own.vip, listeners: [] });
    await world.restartController();
    await world.settled('web', ['10.0.0.1:8080 up']);
    expect(vips.vips.get('theirs')).toBe(foreign);
  });
});

describe('a sweep', () => {
  it('finds both ways what differs, says so in a dry run, and mends it', async () => {
    await make();
    await world.service('web');
    await world.settled('web', []);
    const [own] = world.balancer.owned;
    if (own === undefined) throw new Error('settled, and not there');
    const { vips } = world.balancer;
    vips.delete(own);
    const address = '10.96.255.9';
    const gone = { namespace: world.key('').namespace, name: 'gone', uid: 'u' };
    const id = own.id.replace(/10-.*/, '10-96-255-9');
    vips.write(id, own.owner, { ...own.vip, address, service: gone });
    const sweep = async (dryRun: boolean): Promise<unknown> =>
      environment.client.workflow.execute(sweepVipsType, {
        taskQueue: world.key('').namespace,
        workflowId: `sweep-${count}-${String(dryRun)}`,
        args: [{ dryRun }],
      });
    const found = { missing: 1, different: 0, over: 1 };
    expect(await sweep(true)).toMatchObject({ outcome: 'WouldSweep', found, repaired: 0, removed: 0 });
    expect(vips.vips.has(own.id)).toBe(false);
    expect(await sweep(false)).toMatchObject({ outcome: 'Swept', found, repaired: 1, removed: 1 });
    expect([...vips.vips.keys()]).toEqual([own.id]);
  });
});

describe('when Kubernetes gives no proof', () => {
  it('a Service that cannot be read keeps its VIP', async () => {
    await make();
    await world.service('web');
    await world.settled('web', []);
    const before = world.balancer.calls.filter((verb) => verb === 'remove').length;
    await plane.stopApiServer();
    try {
      const { workflow } = environment.client;
      const handle = await workflow.signalWithStart('vip', {
        workflowId: vipWorkflowId(world.key('web')),
        taskQueue: world.key('web').namespace,
        args: [world.key('web')],
        signal: 'changed',
        signalArgs: [],
      });
      await waitUntil('it was looked at', () => world.balancer.calls.at(-1) === 'look for');
      expect((await handle.describe()).status.name).toBe('RUNNING');
    } finally {
      await plane.startApiServer();
    }
    await world.endpoints('web', { '10.0.0.1': {} });
    await world.settled('web', ['10.0.0.1:8080 up']);
    expect(world.balancer.calls.filter((verb) => verb === 'remove')).toHaveLength(before);
  });
});
