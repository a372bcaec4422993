import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDnsConfig, readNamingSettings } from './config.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statewright-dns-config-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const config = (more = '', secretFile = '/secret'): string => `
clusterDomain: K8s.Corp.Example.
servers:
  - name: bind
    host: 10.90.0.4
    tsig: { name: Statewright., algorithm: hmac-sha256, secretFile: ${secretFile} }
zones:
  - { name: k8s.corp.example, server: bind }
  - { name: 96.10.in-addr.arpa., server: bind, ttl: 300 }
${more}`;

describe('the file of zones and servers', () => {
  it('is read, names in the form in which they are compared', () => {
    expect(parseDnsConfig(config())).toMatchObject({
      clusterDomain: 'k8s.corp.example',
      endpointPodNames: false,
      servers: [{ port: 53, tsig: { name: 'statewright' } }],
      zones: [
        { name: 'k8s.corp.example', ttl: 30 },
        { name: '96.10.in-addr.arpa', ttl: 300 },
      ],
    });
  });

  it.each([
    [
      'a server that is not there',
      config('  - { name: other.example, server: nobody }'),
      'there is no server',
    ],
    ['a zone twice', config('  - { name: K8S.corp.example, server: bind }'), 'a zone is there twice'],
    ['a name that is none', config('  - { name: "a..b", server: bind }'), 'zones.2.name'],
    ['no time to live', config('  - { name: a.example, server: bind, ttl: 0 }'), 'zones.2.ttl'],
    ['what it does not know', config('colour: blue'), 'colour'],
    ['no YAML', '{', 'STATEWRIGHT_DNS_CONFIG'],
  ])('is refused with %s', (_what, text, says) => {
    expect(() => parseDnsConfig(text)).toThrow(says);
  });

  it('names the file of each secret, which must hold one', async () => {
    const [file, secret] = [join(folder, 'dns.yaml'), join(folder, 'secret')];
    await writeFile(file, config('', secret));
    await expect(readNamingSettings(file, [])).rejects.toMatchObject({ code: 'SettingInvalid' });
    await writeFile(secret, 'c2hvcnQ=\n');
    await expect(readNamingSettings(file, [])).rejects.toThrow('does not hold 16 bytes');
    await writeFile(secret, `${Buffer.alloc(32).toString('base64')}\n`);
    const settings = await readNamingSettings(file, []);
    expect(settings.zones.map(({ name, ttl }) => `${name} ${ttl}`)).toEqual([
      'k8s.corp.example 30',
      '96.10.in-addr.arpa 300',
    ]);
  });
});
