import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { vipId, type Vip } from '../api/balancer/index.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { balancerAccess } from './balancer.js';
import { sshOptions } from './haproxy.js';
import { readSettings } from './settings.js';

const owner = 'uid-of-kube-system';
const metadata = { name: 'kube-system', uid: owner };

/** An API server that knows one namespace. */
const kubernetes = { get: () => Promise.resolve({ metadata }) } as unknown as KubernetesClient;

it('keeps the VIPs of a plain HAProxy in its folder, for the cluster that it is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'haproxy-'));
  const service = { namespace: 'shop', name: 'web', uid: 'u' };
  const vip: Vip = { address: '10.96.0.5', service, listeners: [], sourceRanges: [] };
  const recorded = [owner, 'another'].map((one) => ({
    id: vipId(one, vip.address),
    version: '1',
    owner: one,
    vip,
  }));
  await writeFile(join(directory, 'statewright.json'), JSON.stringify({ revision: 1, vips: recorded }));
  const settings = readSettings({
    STATEWRIGHT_BALANCER: 'haproxy',
    STATEWRIGHT_HAPROXY_DIRECTORY: directory,
    STATEWRIGHT_HAPROXY_RELOAD: 'true',
  });
  const opened = await balancerAccess(settings, kubernetes).open({});
  expect(opened).toMatchObject({ owner, balancer: { name: 'HAProxy' } });
  expect(await opened.balancer.ofService(service)).toEqual(recorded.slice(0, 1));
  await rm(directory, { recursive: true });
});

it.each([
  ['haproxy', 'STATEWRIGHT_HAPROXY_DIRECTORY'],
  ['tvs', 'STATEWRIGHT_TVS_URL'],
])('names the setting that %s cannot do without', async (balancer, name) => {
  const access = balancerAccess(readSettings({ STATEWRIGHT_BALANCER: balancer }), kubernetes);
  await expect(access.open({})).rejects.toThrow(name);
});

it('lets ssh use the key and the hosts of the settings, and no others', () => {
  const given = readSettings({
    STATEWRIGHT_HAPROXY_SSH_KEY_FILE: '/k',
    STATEWRIGHT_HAPROXY_SSH_KNOWN_HOSTS_FILE: '/h',
  });
  expect(sshOptions(given).join(' ')).toBe(
    '-i /k -o IdentitiesOnly=yes -o UserKnownHostsFile=/h -o StrictHostKeyChecking=yes',
  );
  expect(sshOptions(readSettings({}))).toEqual([]);
});

it.each([
  ['STATEWRIGHT_HAPROXY_DIRECTORY', 'haproxy'],
  ['STATEWRIGHT_HAPROXY_RELOAD', ' '],
  ['STATEWRIGHT_HAPROXY_SSH', '-oProxyCommand=x'],
])('refuses a wrong %s', (name, text) => {
  expect(() => readSettings({ [name]: text })).toThrow(name);
});
