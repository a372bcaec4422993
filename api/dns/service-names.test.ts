import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameProblem, reverseName, serviceOfName, zoneOf } from './names.js';
import { formatRecord } from './record.js';
import { namesOfService, type NamedService, type NamedSlice } from './service-names.js';
import { batchesOf, octetsOf, type NameUpdate } from './update.js';

const rules = { domain: 'k8s.corp.example', endpointPodNames: false };
const service: NamedService = {
  namespace: 'shop',
  name: 'db',
  type: 'ClusterIP',
  clusterIPs: ['None'],
  ports: [],
};
const slice = (...endpoints: NamedSlice['endpoints']): NamedSlice => ({
  addressType: 'IPv4',
  ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
  endpoints,
});

function textsOf(one: NamedService, slices: readonly NamedSlice[] = [], more = rules): readonly string[] {
  return namesOfService(one, slices, more).records.map((record) => formatRecord({ ...record, ttl: 0 }));
}

describe('the names of a Service', () => {
  it('are its addresses and ports where it has a ClusterIP, whatever its endpoints', () => {
    const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
    const endpoint = { addresses: ['10.1.0.1'], ready: true };
    expect(
      textsOf({ ...service, clusterIPs: ['10.96.0.7', 'FD5A:96::7'], ports }, [slice(endpoint)]),
    ).toEqual([
      '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.a.5.d.f.ip6.arpa PTR db.shop.svc.k8s.corp.example',
      '7.0.96.10.in-addr.arpa PTR db.shop.svc.k8s.corp.example',
      '_http._tcp.db.shop.svc.k8s.corp.example SRV 0 100 80 db.shop.svc.k8s.corp.example',
      'db.shop.svc.k8s.corp.example A 10.96.0.7',
      'db.shop.svc.k8s.corp.example AAAA fd5a:96::7',
      'db.shop.svc.k8s.corp.example SRV 0 100 80 db.shop.svc.k8s.corp.example',
    ]);
  });

  it('are those of ready members where it is headless: by hostname, by address, or as the pod where that is set', () => {
    const endpoints = [
      { addresses: ['10.1.0.1'], ready: true, hostname: 'db-0' },
      { addresses: ['10.1.0.2'], ready: false, hostname: 'db-1' },
      { addresses: ['10.1.0.3'], ready: true, targetName: 'db-2' },
    ];
    const texts = textsOf(service, [slice(...endpoints)]);
    expect(texts).toContain('db-0.db.shop.svc.k8s.corp.example A 10.1.0.1');
    expect(texts).toContain('10-1-0-3.db.shop.svc.k8s.corp.example A 10.1.0.3');
    expect(texts).toContain(
      '_http._tcp.db.shop.svc.k8s.corp.example SRV 0 50 80 db-0.db.shop.svc.k8s.corp.example',
    );
    expect(texts.join()).not.toContain('db-1');
    const asPods = textsOf(service, [slice(...endpoints)], { ...rules, endpointPodNames: true });
    expect(asPods).toContain('db-2.db.shop.svc.k8s.corp.example A 10.1.0.3');
  });

  it('are an alias of an ExternalName, and nothing of one that is an address', () => {
    const alias = { ...service, type: 'ExternalName', clusterIPs: [''], externalName: 'DB.corp.example.' };
    expect(textsOf(alias)).toEqual(['db.shop.svc.k8s.corp.example CNAME db.corp.example']);
    expect(textsOf({ ...alias, externalName: '192.0.2.1' })).toEqual([]);
  });

  it('are told of where no zone can have them', () => {
    const long = { ...rules, domain: `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example` };
    const endpoint = { addresses: ['10.1.0.1'], ready: true, hostname: 'd'.repeat(63) };
    const { problems, records } = namesOfService(service, [slice(endpoint)], long);
    expect(problems).toHaveLength(3);
    expect(problems).toContainEqual(
      expect.objectContaining({
        service: 'shop/db',
        reason: 'NotAName',
        detail: 'it is 26 characters too long',
      }),
    );
    expect(records.map(({ data }) => data.type)).toEqual(['A']);
    const { problems: ports } = namesOfService(
      { ...service, clusterIPs: ['10.96.0.1'], ports: [{ name: 'p'.repeat(63), protocol: 'TCP', port: 1 }] },
      [],
      rules,
    );
    expect(ports).toMatchObject([{ detail: expect.stringContaining('64 characters') as string }]);
  });

  it('belong to it and to no other', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
        fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
        (name, namespace) => {
          const endpoint = { addresses: ['10.1.0.1'], ready: true, hostname: 'db-0' };
          const { records } = namesOfService({ ...service, name, namespace }, [slice(endpoint)], rules);
          for (const record of records) {
            const at = record.data.type === 'PTR' ? record.data.target : record.name;
            expect(serviceOfName(at, rules.domain)).toBe(`${namespace}/${name}`);
          }
        },
      ),
    );
  });
});

describe('a name', () => {
  it.each([
    ['a.b', undefined],
    ['', 'empty'],
    ['a..b', 'empty label'],
    ['a b', 'other characters'],
    [`${'a'.repeat(64)}.b`, '64 characters'],
    [`${'a'.repeat(60)}.`.repeat(4) + 'a', 'too long'],
  ])('"%s"', (name, says) => {
    const problem = nameProblem(name);
    if (says === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(says);
  });

  it('is in the innermost of the zones that it is in', () => {
    const zones = new Set(['corp.example', 'k8s.corp.example', '10.in-addr.arpa']);
    expect(zoneOf('a.svc.k8s.corp.example', zones)).toBe('k8s.corp.example');
    expect(zoneOf('www.corp.example', zones)).toBe('corp.example');
    expect(zoneOf('xcorp.example', zones)).toBeUndefined();
    expect(zoneOf(reverseName('10.1.2.3') ?? '', zones)).toBe('10.in-addr.arpa');
  });

  it('is of no Service where it is none of the cluster, or is not below a Service', () => {
    expect(serviceOfName('svc.k8s.corp.example', rules.domain)).toBeUndefined();
    expect(serviceOfName('shop.svc.k8s.corp.example', rules.domain)).toBeUndefined();
    expect(serviceOfName('db.shop.pod.k8s.corp.example', rules.domain)).toBeUndefined();
    expect(serviceOfName('db.shop.svc.other.example', rules.domain)).toBeUndefined();
  });
});

describe('updates', () => {
  const update = (name: string, records: number): NameUpdate => ({
    name,
    services: [],
    prerequisites: [{ kind: 'nameUnused', name }],
    changes: Array.from({ length: records }, (_, n) => ({
      kind: 'add',
      record: { name, ttl: 1, data: { type: 'A', address: `10.0.${n >> 8}.${n & 255}` } },
    })),
  });

  it('go into messages that hold them, each in one, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 250 }), (sizes) => {
        const updates = sizes.map((size, index) => update(`n${index}`, size));
        const batches = batchesOf(updates);
        expect(batches.flat()).toEqual(updates);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(100);
          expect(batch.reduce((sum, one) => sum + octetsOf(one), 0)).toBeLessThanOrEqual(60_000);
        }
      }),
      { numRuns: 30 },
    );
  });
});
