import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DnsRecord } from '../../api/dns/record.js';
import { formatRecord } from '../../api/dns/record.js';
import type { NameUpdate } from '../../api/dns/update.js';
import { Bind } from './harness/bind.js';

const zone = 'k8s.corp.example';

function adding(name: string, ...data: DnsRecord['data'][]): NameUpdate {
  return {
    name,
    services: [],
    prerequisites: [{ kind: 'nameUnused', name }],
    changes: data.map((one) => ({ kind: 'add', record: { name, ttl: 30, data: one } })),
  };
}

describe.each(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const)('BIND with %s', (algorithm) => {
  let bind: Bind;
  beforeAll(async () => {
    bind = await Bind.start({ dynamicZones: [zone], algorithm });
  });
  afterAll(async () => bind.stop());

  it('takes an update, and refuses it where a prerequisite does not hold', async () => {
    const server = bind.nameServer();
    const name = `web.shop.svc.${zone}`;
    const update = adding(
      name,
      { type: 'A', address: '10.96.0.10' },
      { type: 'AAAA', address: 'fd5a:96::10' },
      { type: 'TXT', texts: ['one "quoted"', 'two\\'] },
    );
    const srv = adding(`_http._tcp.${name}`, {
      type: 'SRV',
      priority: 0,
      weight: 100,
      port: 80,
      target: name,
    });
    expect(await server.update(zone, [update, srv])).toBe('done');
    expect(await server.update(zone, [update])).toBe('contested');
    const records = (await server.transfer(zone)).map(formatRecord);
    expect(records).toEqual(
      expect.arrayContaining([
        `${name} A 10.96.0.10`,
        `${name} AAAA fd5a:96::10`,
        `${name} TXT "one \\"quoted\\"" "two\\\\"`,
        `_http._tcp.${name} SRV 0 100 80 ${name}`,
      ]),
    );
    expect((await bind.dig('+short', name, 'AAAA')).trim()).toBe('fd5a:96::10');
  });

  it('sends a zone of many messages, each signed or followed by one that is', async () => {
    const server = bind.nameServer();
    const updates = Array.from({ length: 3_000 }, (_, n) =>
      adding(`member-${n}.many.shop.svc.${zone}`, { type: 'A', address: `10.1.${n >> 8}.${n & 255}` }),
    );
    for (let at = 0; at < updates.length; at += 500) {
      expect(await server.update(zone, updates.slice(at, at + 500))).toBe('done');
    }
    const records = await server.transfer(zone);
    expect(records.filter(({ data }) => data.type === 'A').length).toBeGreaterThanOrEqual(3_000);
  });

  it('refuses those who have another key, or ask for a zone that is not its own', async () => {
    const stranger = bind.nameServer({ secret: Buffer.alloc(32) });
    await expect(stranger.transfer(zone)).rejects.toMatchObject({ code: 'NameServerRefused' });
    await expect(stranger.update(zone, [adding(`x.${zone}`)])).rejects.toMatchObject({
      code: 'NameServerRefused',
    });
    await expect(bind.nameServer().transfer('elsewhere.example')).rejects.toMatchObject({
      code: 'NameServerRefused',
    });
  });

  it('is unavailable, and nothing worse, while it does not run', async () => {
    await bind.kill();
    await expect(bind.nameServer().transfer(zone)).rejects.toMatchObject({ code: 'NameServerUnavailable' });
    await bind.up();
    expect((await bind.nameServer().transfer(zone)).length).toBeGreaterThan(3_000);
  });
});
