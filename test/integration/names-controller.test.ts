import { Worker } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDnsActivities } from '../../activities/dns/index.js';
import type { NamingSettings } from '../../activities/dns/config.js';
import { withTypedFailures } from '../../activities/failure.js';
import { connectTemporal, signalNamesChanged, type TemporalConnection } from '../../client/index.js';
import { createNamesController } from '../../controllers/names/controller.js';
import { noLog, noMetrics } from '../../controllers/runtime/observation.js';
import { runControllers } from '../../controllers/runtime/run-controllers.js';
import { endpointSlices, services, type KubernetesClient } from '../../kubernetes/index.js';
import { clusterOwner } from '../../kubernetes/cluster-owner.js';
import { builtWorkflows, startTemporal } from '../harness/workflow-environment.js';
import { Bind } from './harness/bind.js';
import { grantChartRights } from './harness/chart-rights.js';
import { ControlPlane } from './harness/control-plane.js';
import { makeEverySort, makeNamespace, makeService, makeSlice } from './harness/named-services.js';
import { waitUntil } from './harness/wait-until.js';

const domain = 'k8s.corp.example';
const zones = [domain, '96.10.in-addr.arpa', '90.10.in-addr.arpa'];

let plane: ControlPlane;
let kubernetes: KubernetesClient;
let bind: Bind;
let environment: TestWorkflowEnvironment;
let temporal: TemporalConnection;
let naming: NamingSettings;
let all: { readonly kubernetes: KubernetesClient; readonly naming: NamingSettings };

beforeAll(async () => {
  [plane, bind, environment] = await Promise.all([
    ControlPlane.start({ apiServerFlags: ['--service-cluster-ip-range=10.96.0.0/16,fd5a:96::/112'] }),
    Bind.start({ dynamicZones: zones }),
    startTemporal(),
  ]);
  kubernetes = await plane.client();
  const server = bind.nameServer();
  naming = {
    domain,
    endpointPodNames: false,
    zones: zones.map((name) => ({ name, ttl: 30, server })),
    namespaces: [],
  };
  all = { kubernetes, naming };
  const address = environment.address;
  temporal = connectTemporal({ address, namespace: 'default', taskQueue: 'names' });
});
afterAll(async () => {
  await temporal.close();
  await Promise.all([plane.stop(), bind.stop(), environment.teardown()]);
});

interface Running {
  /** Each telling: which zone, which Services. */
  readonly told: readonly (readonly [zone: string, keys: readonly string[]])[];
}

/** Runs controller and worker while `act` goes on. */
async function running(act: (seen: Running) => Promise<void>, { kubernetes, naming } = all): Promise<void> {
  const told: [string, readonly string[]][] = [];
  const stop = new AbortController();
  const controller = createNamesController({
    kubernetes,
    rules: naming,
    namespaces: naming.namespaces,
    owner: () => clusterOwner(kubernetes),
    zones: naming.zones.map(({ name, ttl, server }) => ({
      name,
      ttl,
      transfer: (signal) => server.transfer(name, { signal }),
    })),
    tell: async (zone, keys) => {
      told.push([zone, keys]);
      await signalNamesChanged(temporal, zone, keys);
    },
    log: noLog,
    metrics: noMetrics,
    collectMs: 200,
    compareEveryMs: 1_500,
  });
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: 'names',
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(createDnsActivities({ kubernetes, naming })),
  });
  await worker.runUntil(async () => {
    const run = runControllers({ controllers: [controller], stop: stop.signal, drainMs: 2_000 });
    try {
      await act({ told });
    } finally {
      stop.abort();
      await run;
    }
  });
}

async function answers(name: string, type = 'A'): Promise<readonly string[]> {
  return (await bind.dig('+short', name, type)).trim().split('\n').filter(Boolean).toSorted();
}

describe('the controller of names with its workflows', () => {
  it('fills the zones in a few batches, follows members that move, and says nothing when nothing differs', async () => {
    await makeEverySort(kubernetes, 'shop');
    await running(async ({ told }) => {
      const member = `db-0.db.shop.svc.${domain}`;
      await waitUntil('the member has its name', async () => (await answers(member)).length === 1);
      expect(await answers(member)).toEqual(['10.90.64.1']);
      await waitUntil('the address has its name', async () =>
        (await answers('1.64.90.10.in-addr.arpa', 'PTR')).includes(`${member}.`),
      );
      // One telling a zone brought all there was, two if the watches of Services and slices came apart.
      expect(told.length).toBeLessThanOrEqual(2 * zones.length);

      await kubernetes.delete(endpointSlices, { namespace: 'shop', name: 'db-a' });
      const http = { name: 'http', port: 80, protocol: 'TCP' };
      await makeSlice(kubernetes, 'shop', 'db', {
        name: 'db-moved',
        ports: [http],
        endpoints: [{ addresses: ['10.90.70.1'], hostname: 'db-0', conditions: { ready: true } }],
      });
      await waitUntil('the name follows', async () => String(await answers(member)) === '10.90.70.1');
      await waitUntil('the old address has lost it', async () =>
        (await answers('1.64.90.10.in-addr.arpa', 'PTR')).every((name) => name !== `${member}.`),
      );
      const before = told.length;
      await kubernetes.mergePatch(
        endpointSlices,
        { namespace: 'shop', name: 'nameless-a' },
        { metadata: { labels: { touched: 'yes' } } },
      );
      // Something that does differ comes after it in the same watch.
      await makeService(kubernetes, 'shop', 'later', { ports: [{ port: 1 }] });
      await waitUntil(
        'what came later is there',
        async () => (await answers(`later.shop.svc.${domain}`)).length > 0,
      );
      expect(told.slice(before).flatMap(([, keys]) => keys)).not.toContain('shop/nameless');
    });
  });

  it('removes the names of a Service that went while nobody looked, and repairs what was changed by hand', async () => {
    await makeNamespace(kubernetes, 'shop');
    await kubernetes.delete(services, { namespace: 'shop', name: 'named' });
    await bind.nsupdate(
      `update delete plain.shop.svc.${domain} A`,
      `update delete both.shop.svc.${domain} AAAA`,
    );
    await running(async () => {
      await waitUntil('what was taken away is back', async () =>
        [await answers(`plain.shop.svc.${domain}`), await answers(`both.shop.svc.${domain}`, 'AAAA')].every(
          (found) => found.length === 1,
        ),
      );
      await waitUntil(
        'its names are gone',
        async () => (await answers(`named.shop.svc.${domain}`)).length === 0,
      );
    });
  });

  it('keeps the names of the served namespaces with rights to no other, and lets those of others be', async () => {
    await makeNamespace(kubernetes, 'served');
    await makeService(kubernetes, 'served', 'web', { ports: [{ port: 1 }] });
    await makeService(kubernetes, 'shop', 'unserved', { ports: [{ port: 1 }] });
    await kubernetes.delete(services, { namespace: 'shop', name: 'plain' });
    await grantChartRights(plane, 'nobody', { watchNamespaces: ['served'] });
    const narrow = await plane.client({ user: 'nobody' });
    await expect(narrow.list(services, { namespace: 'shop' })).rejects.toMatchObject({
      code: 'KubernetesForbidden',
    });
    const served = { kubernetes: narrow, naming: { ...naming, namespaces: ['served'] } };
    await running(async ({ told }) => {
      await waitUntil(
        'its name is there',
        async () => (await answers(`web.served.svc.${domain}`)).length === 1,
      );
      expect(told.flatMap(([, keys]) => keys).filter((key) => !key.startsWith('served/'))).toEqual([]);
      expect(await answers(`plain.shop.svc.${domain}`)).toHaveLength(1);
      expect(await answers(`unserved.shop.svc.${domain}`)).toEqual([]);
    }, served);
  });

  it('goes on after BIND was away, and loses nothing that changed meanwhile', async () => {
    await running(async () => {
      await bind.kill();
      await makeService(kubernetes, 'shop', 'meanwhile', { ports: [{ port: 1 }] });
      await bind.up();
      await waitUntil(
        'the name is there',
        async () => (await answers(`meanwhile.shop.svc.${domain}`)).length === 1,
      );
    });
  });
});
