import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatRecord, isMark, isReverse, type DnsRecord } from '../../api/dns/index.js';
import type { NamingSettings } from '../../activities/dns/config.js';
import { readAllServices } from '../../activities/dns/live-services.js';
import type { NameServer } from '../../activities/dns/name-server.js';
import { compareZone, syncZone, type NamesWorld } from '../../activities/dns/sync.js';
import { createNames } from '../../client/names.js';
import { services, type KubernetesClient } from '../../kubernetes/index.js';
import { Bind } from './harness/bind.js';
import { ControlPlane } from './harness/control-plane.js';
import { CoreDns } from './harness/coredns.js';
import { CuttingProxy } from './harness/cutting-proxy.js';
import { makeEverySort, makeNamespace, makeService } from './harness/named-services.js';
import { waitUntil } from './harness/wait-until.js';

const domain = 'k8s.corp.example';
const reverseZones = [
  '96.10.in-addr.arpa',
  '90.10.in-addr.arpa',
  '0.9.0.0.a.5.d.f.ip6.arpa',
  '6.9.0.0.a.5.d.f.ip6.arpa',
];
const owner = 'owner-of-the-test';

let plane: ControlPlane;
let kubernetes: KubernetesClient;
let bind: Bind;

beforeAll(async () => {
  [plane, bind] = await Promise.all([
    ControlPlane.start({ apiServerFlags: ['--service-cluster-ip-range=10.96.0.0/16,fd5a:96::/112'] }),
    Bind.start({ dynamicZones: [domain, ...reverseZones] }),
  ]);
  kubernetes = await plane.client();
});
afterAll(async () => Promise.all([plane.stop(), bind.stop()]));

function naming(server: NameServer): NamingSettings {
  const zones = [domain, ...reverseZones].map((name) => ({ name, ttl: 30, server }));
  return { domain, endpointPodNames: false, zones, namespaces: [] };
}

function world(server = bind.nameServer()): NamesWorld {
  return { kubernetes, naming: naming(server), owner };
}

async function syncAll(one: NamesWorld): Promise<number> {
  const keys = [...(await readAllServices(kubernetes, [], {})).keys()];
  let changed = 0;
  for (const zone of one.naming.zones) {
    changed += (await syncZone(one, zone, { zone: zone.name, services: keys, goneBefore: [] })).changed;
  }
  return changed;
}

async function differing(one: NamesWorld): Promise<readonly string[]> {
  const compared = await Promise.all(one.naming.zones.map((zone) => compareZone(one, zone)));
  return compared.flatMap((zone) => zone.differing);
}

function texts(records: readonly DnsRecord[]): readonly string[] {
  return [...new Set(records.map(formatRecord))].toSorted();
}

describe('the company zone', () => {
  it('has exactly the names that CoreDNS transfers, and those alone', async () => {
    await makeEverySort(kubernetes, 'shop');
    const coredns = await CoreDns.start(plane, domain);
    try {
      await syncAll(world());
      const ours = (await bind.nameServer().transfer(domain)).filter(
        (record) => !['SOA', 'NS'].includes(record.data.type) && !isMark(record, owner),
      );
      // What CoreDNS says of itself is of no Service.
      const ofServices = ({ name, data }: DnsRecord): boolean =>
        !['SOA', 'NS'].includes(data.type) && name !== `ns.dns.${domain}`;
      await waitUntil('CoreDNS has seen every Service', async () => {
        const records = await coredns.nameServer.transfer(domain);
        return (
          records.some(({ name }) => name.includes('nameless')) &&
          records.some(({ name }) => name.startsWith('db-8.'))
        );
      });
      const theirs = (await coredns.nameServer.transfer(domain)).filter(ofServices);
      expect(texts(ours)).toEqual(texts(theirs));
      expect(ours.length).toBeGreaterThan(50);

      const pointers = (
        await Promise.all(reverseZones.map((zone) => bind.nameServer().transfer(zone)))
      ).flatMap((records) => records.filter(({ data }) => data.type === 'PTR'));
      for (const name of new Set(pointers.map((record) => record.name))) {
        const answered = await coredns.nameServer.query(name, 'PTR');
        const own = pointers.filter((record) => record.name === name);
        expect(texts(own)).toEqual(texts(answered));
      }
      expect(pointers.length).toBeGreaterThan(15);
      expect(pointers.every(({ name }) => isReverse(name))).toBe(true);
    } finally {
      await coredns.stop();
    }
  });

  it('answers plain questions, without a key, with the names of each Service', async () => {
    const names = createNames({ kubernetes: () => kubernetes, temporal: () => expect.fail() });
    const options = { domain, server: `127.0.0.1:${bind.port}` };
    const { items } = await kubernetes.list(services, { namespace: 'shop' });
    for (const { metadata } of items) {
      const { records } = await names.get({ namespace: 'shop', name: metadata.name }, options);
      const wrong = records.filter(({ record, state }) => state !== 'there' && !record.startsWith('PTR '));
      expect(wrong).toEqual([]);
      expect(records.some(({ state }) => state === 'missing')).toBe(false);
    }
    expect(items.length).toBeGreaterThan(8);
    const nobody = names.get({ namespace: 'shop', name: 'plain' }, { ...options, server: '127.0.0.1:1' });
    await expect(nobody).rejects.toMatchObject({ code: 'NameServerUnavailable' });
    const wrong = names.get({ namespace: 'shop', name: 'plain' }, { domain, server: 'ns1' });
    await expect(wrong).rejects.toMatchObject({ code: 'SettingInvalid' });
  });

  it('is written once: a second pass changes nothing', async () => {
    expect(await syncAll(world())).toBe(0);
    expect(await differing(world())).toEqual([]);
  });

  it('keeps what a person made, and is mended where a person changed what is ours', async () => {
    const theirs = `taken.shop.svc.${domain}`;
    await bind.nsupdate(`update add ${theirs} 300 A 192.0.2.9`);
    await makeService(kubernetes, 'shop', 'taken', { ports: [{ port: 1 }] });
    await bind.nsupdate(
      `update delete plain.shop.svc.${domain} A`,
      `update add plain.shop.svc.${domain} 300 A 192.0.2.10`,
      `update add plain.shop.svc.${domain} 300 MX 10 mail.corp.example.`,
    );
    const one = world();
    const zone = one.naming.zones[0];
    if (zone === undefined) throw new Error('there is no zone');
    const synced = await syncZone(one, zone, {
      zone: domain,
      services: ['shop/taken', 'shop/plain'],
      goneBefore: [],
    });
    expect(synced.problems).toMatchObject([{ name: theirs, reason: 'OfAnother', detail: 'A 192.0.2.9' }]);
    expect((await bind.dig('+short', theirs)).trim()).toBe('192.0.2.9');
    expect((await bind.dig('+short', `plain.shop.svc.${domain}`)).trim()).toMatch(/^10\.96\./);
    expect((await bind.dig('+short', `plain.shop.svc.${domain}`, 'MX')).trim()).toBe('10 mail.corp.example.');
    await bind.nsupdate(`update delete ${theirs} A`);
    await syncAll(one);
  });

  it('is right after BIND was killed in the middle of updates, and after replies were lost', async () => {
    await makeNamespace(kubernetes, 'many');
    const count = 300;
    for (let n = 0; n < count; n += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          makeService(kubernetes, 'many', `s-${n + index}`, { ports: [{ name: 'http', port: 80 }] }),
        ),
      );
    }
    const proxy = await CuttingProxy.before(bind.port);
    const through = world(bind.nameServer({ port: proxy.port, silenceMs: 2_000 }));
    const transfers = (): Promise<readonly DnsRecord[]> => bind.nameServer().transfer(domain);
    const before = (await transfers()).length;

    const interrupted = syncAll(through).then(
      () => 'done',
      (error: unknown) => error,
    );
    await waitUntil('some updates are done', async () => (await transfers()).length > before, { everyMs: 1 });
    await bind.kill();
    expect(['done', expect.objectContaining({ code: 'NameServerUnavailable' })]).toContainEqual(
      await interrupted,
    );
    await bind.up();
    // What was answered is there; what was not may be; neither is taken for the other.
    const cut = syncAll(through).catch((error: unknown) => error);
    await waitUntil('a request is under way', () => proxy.open > 0, { everyMs: 1 });
    proxy.cut();
    await cut;
    await proxy.close();
    await syncAll(world());
    expect(await differing(world())).toEqual([]);
    expect((await transfers()).filter(({ name }) => /^s-\d+\.many\./.test(name)).length).toBe(count * 3);
  });

  it('loses names only after their Service was proven gone twice', async () => {
    const one = world();
    const [zone] = one.naming.zones;
    if (zone === undefined) throw new Error('there is no zone');
    const keys = Array.from({ length: 60 }, (_, n) => `many/s-${n}`);
    for (const key of keys) await kubernetes.delete(services, { namespace: 'many', name: key.slice(5) });
    const first = await syncZone(one, zone, { zone: domain, services: keys, goneBefore: [] });
    expect(first).toMatchObject({ changed: 0 });
    expect(first.missing.toSorted()).toEqual(keys.toSorted());
    await makeService(kubernetes, 'many', 's-0', { ports: [{ port: 80 }] });
    const second = await syncZone(one, zone, { zone: domain, services: [], goneBefore: first.missing });
    expect(second.missing).toEqual([]);
    const left = (await bind.nameServer().transfer(domain)).filter(({ name }) => /^s-\d\.many\./.test(name));
    expect(new Set(left.map(({ name }) => name))).toEqual(new Set([`s-0.many.svc.${domain}`]));
  });
});
