import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatewrightError } from '../../api/errors/index.js';
import type { DnsRecord } from '../../api/dns/record.js';
import type { KeptZone } from './config.js';
import { MemoryCluster, type MemoryService } from './memory-cluster.fixture.js';
import { MemoryZone, type ZoneFault } from './memory-zone.fixture.js';
import { compareZone, syncZone, type NamesWorld } from './sync.js';

const domain = 'k8s.corp.example';
const reverse = '10.in-addr.arpa';

const names = ['a', 'b', 'c', 'd'];
const addresses = ['10.96.0.1', '10.96.0.2', '10.1.0.3'];
const ports = fc.constantFrom([], [{ name: 'http', port: 80 }], [{ name: '', port: 9 }]);

const service: fc.Arbitrary<MemoryService> = fc
  .record({ namespace: fc.constant('ns'), name: fc.constantFrom(...names) })
  .chain((key) =>
    fc
      .oneof(
        fc.record({ clusterIPs: fc.constantFrom(...addresses).map((one) => [one]), ports }),
        fc.record({
          ports,
          members: fc.array(
            fc.record({
              address: fc.constantFrom(...addresses),
              hostname: fc.constantFrom('m-0', 'm-1'),
              ready: fc.boolean(),
            }),
            { maxLength: 3 },
          ),
        }),
        fc.record({
          type: fc.constant('ExternalName'),
          externalName: fc.constantFrom('x.example', 'y.example', '10.0.0.1'),
        }),
      )
      .map((rest) => ({ ...key, ...rest })),
  );

/** What people do in the zones, to names of ours and to others. */
const byHand: fc.Arbitrary<DnsRecord> = fc.record({
  name: fc.oneof(
    fc.constantFrom(...names).map((name) => `${name}.ns.svc.${domain}`),
    fc.constantFrom('db', 'www').map((name) => `${name}.${domain}`),
    fc
      .constantFrom(...addresses)
      .map((address) => `${address.split('.').toReversed().join('.')}.in-addr.arpa`),
  ),
  ttl: fc.constantFrom(5, 30),
  data: fc.constantFrom<DnsRecord['data'][]>(
    { type: 'A', address: '192.0.2.1' },
    { type: 'OTHER', code: 15, hex: '000a00' },
    { type: 'TXT', texts: ['by hand'] },
    { type: 'PTR', target: 'printer.corp.example' },
    { type: 'CNAME', target: 'elsewhere.example' },
  ),
});

type Step =
  | { readonly kind: 'put'; readonly service: MemoryService }
  | { readonly kind: 'remove'; readonly name: string }
  | { readonly kind: 'hand'; readonly record: DnsRecord }
  | {
      readonly kind: 'sync';
      readonly faults: readonly ZoneFault[];
      readonly failures: number;
      readonly meanwhile: DnsRecord | undefined;
    }
  | { readonly kind: 'drift'; readonly index: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  service.map((one): Step => ({ kind: 'put', service: one })),
  fc.constantFrom(...names).map((name): Step => ({ kind: 'remove', name })),
  byHand.map((record): Step => ({ kind: 'hand', record })),
  fc
    .record({
      faults: fc.array(fc.constantFrom<ZoneFault>('none', 'away', 'lost', 'refused'), { maxLength: 4 }),
      failures: fc.nat(2),
      meanwhile: fc.option(byHand, { nil: undefined }),
    })
    .map((one): Step => ({ kind: 'sync', ...one })),
  fc.nat(20).map((index): Step => ({ kind: 'drift', index })),
);

const all = names.map((name) => `ns/${name}`);

describe('names of Services in zones', () => {
  it('become what Kubernetes says through any faults, and never touch what somebody else made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const cluster = new MemoryCluster();
        const zones = [domain, reverse].map((name) => new MemoryZone(name));
        const kept: KeptZone[] = zones.map((server) => ({ name: server.zone, ttl: 30, server }));
        const world: NamesWorld = {
          kubernetes: cluster,
          naming: { domain, endpointPodNames: false, zones: kept, namespaces: [] },
          owner: 'me',
        };
        const byHandNow: DnsRecord[] = [];
        const zoneOf = (name: string): MemoryZone | undefined =>
          zones.find(({ zone }) => name.endsWith(zone));
        const putByHand = (record: DnsRecord): void => {
          const zone = zoneOf(record.name);
          const others = zone?.records.filter(({ name }) => name === record.name) ?? [];
          // As a server does: nothing beside an alias.
          if (others.some(({ data }) => (data.type === 'CNAME') !== (record.data.type === 'CNAME'))) return;
          if (record.data.type === 'CNAME' && others.length > 0) return;
          const isOurs = others.some(
            ({ data }) => data.type === 'TXT' && data.texts[0]?.startsWith('heritage='),
          );
          const ofOurTypes = zone?.zone === domain ? record.data.type === 'A' : false;
          zone?.put(record);
          // An address at a name of ours is drift; anything else is theirs.
          if (!(isOurs && ofOurTypes)) byHandNow.push(record);
        };
        for (const one of steps) {
          if (one.kind === 'put') cluster.put(one.service);
          if (one.kind === 'remove') cluster.remove(`ns/${one.name}`);
          if (one.kind === 'hand') putByHand(one.record);
          if (one.kind === 'drift') {
            for (const zone of zones) {
              const ours = zone.records.filter(
                (record) => isOurs(record, byHandNow) && record.data.type !== 'TXT',
              );
              const record = ours[one.index];
              if (record !== undefined) zone.remove(record);
            }
          }
          if (one.kind === 'sync') {
            cluster.failures = one.failures;
            for (const [index, zone] of zones.entries()) {
              zone.faults.push(...one.faults);
              const { meanwhile } = one;
              zone.meanwhile = () => {
                zone.meanwhile = () => undefined;
                if (meanwhile !== undefined && zoneOf(meanwhile.name) === zone) putByHand(meanwhile);
              };
              await syncZone(world, kept[index] ?? fail(), {
                zone: zone.zone,
                services: all,
                goneBefore: [],
              }).catch(known);
              zone.faults.length = 0;
              zone.meanwhile = () => undefined;
            }
            cluster.failures = 0;
          }
        }
        for (const zone of kept) {
          const first = await syncZone(world, zone, { zone: zone.name, services: all, goneBefore: [] });
          const gone = first.missing;
          await syncZone(world, zone, { zone: zone.name, services: [], goneBefore: gone });
          const compared = await compareZone(world, zone);
          expect(compared.differing).toEqual([]);
        }
        for (const record of byHandNow) {
          expect(zoneOf(record.name)?.records.map((one) => withoutTtl(textOf(one)))).toContain(
            withoutTtl(textOf(record)),
          );
        }
        const living = new Set(cluster.keys);
        for (const { records } of zones) {
          for (const record of records.filter((one) => isOurs(one, byHandNow))) {
            const key = /(?:^|\.| )([a-d])\.ns\.svc\./.exec(textOf(record))?.[1];
            if (key !== undefined) expect(living).toContain(`ns/${key}`);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are left as they are until their Service was proven gone twice', async () => {
    const { cluster, zone, kept, world } = oneZone();
    cluster.put({ namespace: 'ns', name: 'a', clusterIPs: ['10.96.0.1'] });
    await syncZone(world, kept, { zone: domain, services: ['ns/a'], goneBefore: [] });
    cluster.remove('ns/a');
    const before = zone.texts;
    const once = await syncZone(world, kept, { zone: domain, services: ['ns/a'], goneBefore: [] });
    expect(once).toMatchObject({ changed: 0, missing: ['ns/a'] });
    expect(zone.texts).toEqual(before);
    expect(before).toHaveLength(2);
    const twice = await syncZone(world, kept, { zone: domain, services: [], goneBefore: ['ns/a'] });
    expect(twice).toMatchObject({ changed: 1, missing: [] });
    expect(zone.texts).toEqual([]);
  });

  it('stay when the Service came back within the grace', async () => {
    const { cluster, zone, kept, world } = oneZone();
    cluster.put({ namespace: 'ns', name: 'a', uid: 'one', clusterIPs: ['10.96.0.1'] });
    await syncZone(world, kept, { zone: domain, services: ['ns/a'], goneBefore: [] });
    cluster.remove('ns/a');
    await syncZone(world, kept, { zone: domain, services: ['ns/a'], goneBefore: [] });
    cluster.put({ namespace: 'ns', name: 'a', uid: 'two', clusterIPs: ['10.96.0.1'] });
    const { updates } = zone;
    await syncZone(world, kept, { zone: domain, services: [], goneBefore: ['ns/a'] });
    expect(zone.updates).toBe(updates);
    expect(zone.texts).toHaveLength(2);
  });

  it('are not touched when a list of Services cannot be read', async () => {
    const { cluster, zone, kept, world } = oneZone();
    cluster.put({ namespace: 'ns', name: 'a', clusterIPs: ['10.96.0.1'] });
    await syncZone(world, kept, { zone: domain, services: ['ns/a'], goneBefore: [] });
    const before = zone.texts;
    cluster.remove('ns/a');
    cluster.failures = 1;
    await expect(
      syncZone(world, kept, { zone: domain, services: [], goneBefore: ['ns/a'] }),
    ).rejects.toMatchObject({
      code: 'KubernetesUnavailable',
    });
    expect(zone.texts).toEqual(before);
  });

  it('of a namespace that is not served are neither made nor counted, and never removed', async () => {
    const { cluster, zone, kept, world } = oneZone();
    const served = { ...world, naming: { ...world.naming, namespaces: ['ns'] } };
    for (const namespace of ['ns', 'other']) cluster.put({ namespace, name: 'a', clusterIPs: ['10.96.0.1'] });
    const services = ['ns/a', 'other/a'];
    const first = await syncZone(served, kept, { zone: domain, services, goneBefore: [] });
    expect(first).toMatchObject({ changed: 1, missing: [] });
    expect(zone.texts.join()).not.toContain('other');
    // Another installation of the same cluster has made it, under the same owner.
    await syncZone(world, kept, { zone: domain, services, goneBefore: [] });
    for (const key of services) cluster.remove(key);
    expect(await compareZone(served, kept)).toMatchObject({ records: 1, services: 1, differing: ['ns/a'] });
    const second = await syncZone(served, kept, { zone: domain, services: [], goneBefore: services });
    expect(second).toMatchObject({ changed: 1, missing: [] });
    expect(zone.texts.every((text) => text.includes('other'))).toBe(true);
    expect(zone.texts).toHaveLength(2);
  });

  it('do not wait for one that the server does not take, or that another changes all the time', async () => {
    const { cluster, zone, kept, world } = oneZone();
    for (const name of names) cluster.put({ namespace: 'ns', name, clusterIPs: ['10.96.0.1'] });
    let turn = 0;
    const record = (address: string): DnsRecord => ({
      name: `b.ns.svc.${domain}`,
      ttl: 1,
      data: { type: 'A', address },
    });
    zone.meanwhile = () => {
      zone.remove(record(`192.0.2.${turn}`));
      turn += 1;
      zone.put(record(`192.0.2.${turn}`));
    };
    const synced = await syncZone(world, kept, { zone: domain, services: all, goneBefore: [] });
    expect(synced.changed).toBe(3);
    expect(synced.problems).toMatchObject([{ name: `b.ns.svc.${domain}`, reason: 'OfAnother' }]);
  });
});

function oneZone(namespaces: readonly string[] = []): {
  cluster: MemoryCluster;
  zone: MemoryZone;
  kept: KeptZone;
  world: NamesWorld;
} {
  const cluster = new MemoryCluster();
  const zone = new MemoryZone(domain);
  const kept = { name: domain, ttl: 30, server: zone };
  const naming = { domain, endpointPodNames: false, zones: [kept], namespaces };
  return { cluster, zone, kept, world: { kubernetes: cluster, naming, owner: 'me' } };
}

function isOurs(record: DnsRecord, byHandNow: readonly DnsRecord[]): boolean {
  return (
    record.data.type !== 'SOA' &&
    byHandNow.every((one) => withoutTtl(textOf(one)) !== withoutTtl(textOf(record)))
  );
}

function textOf(record: DnsRecord): string {
  return `${record.ttl} ${record.name} ${JSON.stringify(record.data)}`;
}

function withoutTtl(text: string): string {
  return text.slice(text.indexOf(' ') + 1);
}

function known(error: unknown): void {
  if (!(error instanceof StatewrightError)) throw error;
}

function fail(): never {
  throw new Error('there is no such zone');
}
