import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vipType } from '../../api/balancer/index.js';
import { dnsZoneType, formatRecord } from '../../api/dns/index.js';
import { endpointSlices, namespaces, services } from '../../kubernetes/index.js';
import { randomBelow } from '../integration/harness/random.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { Company } from './harness/company.js';
import { openStack, type RunningStack } from './harness/running-stack.js';
import { ServiceStorm } from './harness/service-storm.js';

const count = 200;
const steps = 600;
/** Each part is killed at least so often. */
const rounds = 2;
const namespace = `e2e-storm-${Date.now().toString(36)}`;
const seed = Date.now() % 1_000_000;
const below = randomBelow(seed);

let stack: RunningStack;
let company: Company;
let storm: ServiceStorm;

beforeAll(async () => {
  stack = openStack();
  company = await Company.open(stack);
  storm = new ServiceStorm(stack, namespace, below);
  await stack.kubernetes.create(namespaces, { metadata: { name: namespace } });
});

afterAll(async () => {
  await company.faults([]);
  await stack.kubernetes.delete(namespaces, { name: namespace });
  await company.close();
  await stack.close();
});

/** Ways in which a balancer fails that lives. */
const troubles: readonly (readonly object[])[] = [
  [{ kind: 'status', status: 503, probability: 0.5 }],
  [{ kind: 'lose-reply', probability: 0.5 }],
  [{ kind: 'cut-reply', probability: 0.3 }],
  [{ kind: 'latency', ms: 1_500, probability: 0.3 }],
  [{ kind: 'status', status: 429, retryAfterSeconds: 1, probability: 0.5 }],
  [{ kind: 'hang', count: 3 }],
];

/** Address and members of each VIP, as Kubernetes has them and as the balancer has them. */
async function wanted(): Promise<readonly string[]> {
  const [live, slices] = await Promise.all([
    stack.kubernetes.list(services, { namespace }),
    stack.kubernetes.list(endpointSlices, { namespace }),
  ]);
  return live.items
    .map(({ metadata, spec }) => {
      const members = slices.items
        .filter((slice) => slice.metadata.name === metadata.name)
        .flatMap((slice) => slice.endpoints ?? [])
        .flatMap(({ addresses }) => addresses.map((address) => `${address}:8080`));
      return `${spec.clusterIP} ${metadata.uid} ${members.toSorted().join(' ')}`;
    })
    .toSorted();
}

async function served(): Promise<readonly string[]> {
  return (await company.vips())
    .filter(({ vip }) => vip.service.namespace === namespace)
    .map(({ vip }) => {
      const members = vip.listeners.flatMap((listener) => listener.members);
      const places = members.map(({ address, port }) => `${address}:${port}`).toSorted();
      return `${vip.address} ${vip.service.uid} ${places.join(' ')}`;
    })
    .toSorted();
}

/** Names of ours in the cluster's DNS and in the company's, without what each has for itself, all written in one way. */
function written(records: readonly string[]): readonly string[] {
  const ours = records.filter((record) => record.includes(`.${namespace}.svc.`));
  const lines = ours.map((record) =>
    record
      .replace(/\s+\d+\s+IN\s+/, ' ')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/\.(?= |$)/g, ''),
  );
  return [...new Set(lines)].toSorted();
}

async function namesOutside(): Promise<readonly string[]> {
  const records = (await company.names()).filter(({ data }) => data.type !== 'TXT');
  return written(records.map(formatRecord));
}

describe(`${count} Services that come, change and go while everything that carries them is killed`, () => {
  it(`are at the end what Kubernetes says, at the balancer and in the DNS (seed ${seed})`, async () => {
    const from = (await company.changes(0)).at(-1)?.seq ?? 0;
    const all = Array.from({ length: count }, (_, n) => `s-${n}`);
    const queue = all.values();
    const creating = async (): Promise<void> => {
      for (const name of queue) await storm.create(name);
    };
    await Promise.all(Array.from({ length: 8 }, creating));

    let stormy = true;
    const changing = async (): Promise<void> => {
      for (let step = 0; step < steps; step += 1) {
        const name = all[below(count)] ?? '';
        const kind = below(4);
        if (!storm.names.includes(name)) await storm.create(name);
        else if (kind === 0) await storm.remove(name);
        else if (kind === 1) await storm.makeAnew(name);
        else await storm.change(name);
      }
      stormy = false;
    };
    const parts = ['controller', 'tvs', 'orchestrator', 'named', 'temporal', 'kube-apiserver'];
    const killed: string[] = [];
    const breaking = async (): Promise<void> => {
      for (let turn = 0; stormy || turn < rounds * parts.length; turn += 1) {
        const trouble = troubles[turn % troubles.length] ?? [];
        await waitUntil(
          'the balancer takes its faults',
          async () => {
            await company.faults(trouble);
            return true;
          },
          { timeoutMs: 60_000 },
        );
        const part = parts[turn % parts.length] ?? '';
        await stack.kill(part);
        killed.push(part);
      }
    };
    await Promise.all([changing(), breaking()]);
    expect(new Set(killed)).toEqual(new Set(parts));
    await waitUntil(
      'the balancer fails no more',
      async () => {
        await company.faults([]);
        return true;
      },
      { timeoutMs: 60_000 },
    );

    await waitUntil(
      'the balancer has what Kubernetes says',
      async () => {
        expect(await served()).toEqual(await wanted());
        return true;
      },
      { timeoutMs: 240_000, everyMs: 1_000 },
    );
    await waitUntil(
      'the company has the names that the cluster has',
      async () => {
        expect(await namesOutside()).toEqual(written(await company.namesInside()));
        return true;
      },
      { timeoutMs: 240_000, everyMs: 1_000 },
    );
    expect((await namesOutside()).length).toBeGreaterThan(storm.names.length);

    const changes = await company.changes(from);
    const ends = new Map(storm.lifetimes.map(({ uid, end }) => [uid, end]));
    const ours = changes.filter(({ before, after }) => ends.has((before ?? after)?.service.uid ?? ''));
    const deletions = ours.filter(({ action }) => action === 'delete');
    const ofLiving = deletions.filter(({ before, time }) => {
      const end = ends.get(before?.service.uid ?? '');
      return end === undefined || time < end;
    });
    expect(ofLiving).toEqual([]);
    const creations = ours
      .filter(({ action }) => action === 'create')
      .map(({ id, after }) => `${id} ${after?.service.uid}`);
    expect(creations.length).toBeGreaterThanOrEqual(count);
    expect(creations.filter((creation, index) => creations.indexOf(creation) !== index)).toEqual([]);

    // At rest nothing stays open: neither for a Service nor for a zone.
    const temporal = await Connection.connect({
      address: `127.0.0.1:${stack.stack.settings.ports.temporal}`,
    });
    const query = `ExecutionStatus = 'Running' AND WorkflowType IN ('${vipType}', '${dnsZoneType}')`;
    try {
      await waitUntil(
        'no workflow of a Service or a zone is open',
        async () => {
          const { count: open } = await new Client({ connection: temporal }).workflow.count(query);
          return open === 0;
        },
        { timeoutMs: 60_000, everyMs: 500 },
      );
    } finally {
      await temporal.close();
    }
    process.stdout.write(
      `${killed.length} kills; ${changes.length} changes of VIPs: ${creations.length} made, ${deletions.length} removed; ${storm.lifetimes.length} Services lived\n`,
    );
  });
});
