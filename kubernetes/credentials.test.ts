import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Credentials, loadKubeConfig } from './credentials.js';
import { ManualClock } from './manual-clock.js';

let directory: string;
const path = (name: string): string => join(directory, name);

async function kubeconfig(user: object, cluster: object = {}): Promise<string> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(path('kubeconfig'), JSON.stringify(config));
  return path('kubeconfig');
}

/** A new key and its certificate, as when a client's certificate is renewed. */
function renewCertificate(): void {
  const files = ['-keyout', path('client.key'), '-out', path('client.crt')];
  const form = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=test',
  ];
  execFileSync('openssl', ['req', ...form, ...files], { stdio: 'ignore' });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'statewright-credentials-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('credentials', () => {
  it('sends the token of the user', async () => {
    const config = loadKubeConfig({ file: await kubeconfig({ token: 'abc' }) });
    const credentials = new Credentials(config, new ManualClock(), 1_000);
    expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer abc' });
    await credentials.close();
  });

  it('runs an exec plugin, and reads it again after a refusal once its token has expired', async () => {
    await writeFile(path('token'), 'first');
    const script = `const token = require('fs').readFileSync(${JSON.stringify(path('token'))}, 'utf8');
      console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1',
        status: { token, expirationTimestamp: '2001-01-01T00:00:00Z' } }))`;
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', script],
    };
    const config = loadKubeConfig({ file: await kubeconfig({ exec }) });
    const credentials = new Credentials(config, new ManualClock(), 1_000);
    expect((await credentials.access()).headers.authorization).toBe('Bearer first');
    await writeFile(path('token'), 'second');
    expect((await credentials.access()).headers.authorization).toBe('Bearer first');
    credentials.invalidate();
    expect((await credentials.access()).headers.authorization).toBe('Bearer second');
    await credentials.close();
  });

  it('reads a token file, whose path is relative to the kubeconfig', async () => {
    await writeFile(path('token'), 'from the file\n');
    const config = loadKubeConfig({ file: await kubeconfig({ tokenFile: 'token' }) });
    const credentials = new Credentials(config, new ManualClock(), 1_000);
    expect((await credentials.access()).headers.authorization).toBe('Bearer from the file');
    await credentials.close();
  });

  it('keeps its connections while the certificates stay, and takes new ones when a certificate is renewed', async () => {
    const clock = new ManualClock();
    renewCertificate();
    const user = { 'client-certificate': 'client.crt', 'client-key': 'client.key' };
    const credentials = new Credentials(loadKubeConfig({ file: await kubeconfig(user) }), clock, 1_000);
    const before = await credentials.access();
    await clock.advance(11_000);
    expect((await credentials.access()).dispatcher).toBe(before.dispatcher);
    renewCertificate();
    expect((await credentials.access()).dispatcher).toBe(before.dispatcher);
    await clock.advance(11_000);
    expect((await credentials.access()).dispatcher).not.toBe(before.dispatcher);
    await credentials.close();
  });

  it('says that a certificate is of no use, and takes the next one that is', async () => {
    renewCertificate();
    const good = await readFile(path('client.crt'));
    await writeFile(path('client.crt'), 'half wri');
    const user = { 'client-certificate': 'client.crt', 'client-key': 'client.key' };
    const config = loadKubeConfig({ file: await kubeconfig(user) });
    const credentials = new Credentials(config, new ManualClock(), 1_000);
    await expect(credentials.access()).rejects.toThrow(/certificates cannot be used/);
    await writeFile(path('client.crt'), good);
    expect((await credentials.access()).headers).toEqual({});
    await credentials.close();
  });

  it('never says in an error what a plugin or a file held', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', 'console.log("hunter2")'],
    };
    const config = loadKubeConfig({ file: await kubeconfig({ exec }) });
    const error: unknown = await new Credentials(config, new ManualClock(), 1_000)
      .access()
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('credentials could not be read');
    expect(
      `${String(error)} ${String((error as Error).cause)} ${(error as Error).stack ?? ''}`,
    ).not.toContain('hunter2');

    await writeFile(path('kubeconfig'), 'users: [{token: hunter2}\n  ]: {');
    expect(() => loadKubeConfig({ file: path('kubeconfig') })).toThrow(/KUBECONFIG/);
    try {
      loadKubeConfig({ file: path('kubeconfig') });
    } catch (thrown) {
      expect(String(thrown)).not.toContain('hunter2');
    }
  });

  it('says which setting is wrong when there is no configuration', async () => {
    expect(() => loadKubeConfig({ file: path('nowhere') })).toThrow(/KUBECONFIG.*ENOENT/);
    const file = await kubeconfig({});
    expect(() => loadKubeConfig({ file, context: 'other' })).toThrow(/context "other" names no cluster/);
  });
});
