import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunProgram } from '../steps/step.js';
import { CertificateAuthority, type CertificateRequest } from './authority.js';

const runFile = promisify(execFile);
const run: RunProgram = async (file, args) => (await runFile(file, [...args])).stdout;

const dayMs = 24 * 3_600_000;
const server: CertificateRequest = {
  name: 'webhook',
  commonName: 'webhook',
  alternativeNames: ['IP:10.90.0.10', 'DNS:localhost'],
  usages: ['serverAuth'],
};
const client: CertificateRequest = {
  name: 'kubelet-m1',
  commonName: 'system:node:m1',
  organization: 'system:nodes',
  usages: ['clientAuth'],
};

let folder: string;
let now: number;
let authority: CertificateAuthority;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statewright-authority-'));
  now = Date.now();
  authority = new CertificateAuthority(folder, run, () => now);
  await authority.ensure();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function certificate(name: string): Promise<X509Certificate> {
  return new X509Certificate(await readFile(join(folder, `${name}.crt`)));
}

async function issue(request: CertificateRequest): Promise<X509Certificate> {
  await authority.issue(request);
  return certificate(request.name);
}

async function keyFits(name: string): Promise<boolean> {
  const key = createPrivateKey(await readFile(join(folder, `${name}.key`)));
  return (await certificate(name)).checkPrivateKey(key);
}

describe('CertificateAuthority', () => {
  it('signs for a server what TLS clients ask of it', async () => {
    const issued = await issue(server);
    const root = await certificate('ca');
    expect(root.ca).toBe(true);
    expect(issued.ca).toBe(false);
    expect(issued.checkIssued(root) && issued.verify(root.publicKey)).toBe(true);
    expect(issued.checkIP('10.90.0.10')).toBe('10.90.0.10');
    expect(issued.checkHost('localhost')).toBe('localhost');
    // RFC 5280, 4.2.1.12: id-kp-serverAuth.
    expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(await keyFits('webhook')).toBe(true);
  });

  it('names for a client its user and its group, as Kubernetes reads them', async () => {
    const issued = await issue(client);
    expect(issued.subject.split('\n').toSorted()).toEqual(['CN=system:node:m1', 'O=system:nodes']);
    // RFC 5280, 4.2.1.12: id-kp-clientAuth.
    expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    await runFile('openssl', [
      ...['verify', '-purpose', 'sslclient', '-CAfile', join(folder, 'ca.crt')],
      join(folder, 'kubelet-m1.crt'),
    ]);
  });

  it('keeps private keys from others on the machine', async () => {
    await issue(server);
    for (const file of ['ca.key', 'webhook.key']) {
      expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
    }
  });

  it('issues a certificate once', async () => {
    const first = await issue(server);
    await authority.ensure();
    expect((await issue(server)).serialNumber).toBe(first.serialNumber);
  });

  it.each([
    ['keeps a certificate with 61 days left', 61, false],
    ['renews a certificate with 59 days left', 59, true],
    ['renews a certificate after its end', -1, true],
  ])('%s', async (_name, daysLeft, renewed) => {
    const first = await issue(server);
    now = Date.parse(first.validTo) - daysLeft * dayMs;
    expect((await issue(server)).serialNumber !== first.serialNumber).toBe(renewed);
    expect(await keyFits('webhook')).toBe(true);
  });

  it('issues anew what is to say something else', async () => {
    const first = await issue(server);
    const second = await issue({ ...server, alternativeNames: ['IP:10.91.0.10'] });
    expect(second.serialNumber).not.toBe(first.serialNumber);
    expect(second.checkIP('10.91.0.10')).toBe('10.91.0.10');
    expect(second.checkIP('10.90.0.10')).toBeUndefined();
  });

  it('issues anew what an earlier authority signed', async () => {
    await issue(server);
    for (const file of ['ca.crt', 'ca.key']) await rm(join(folder, file));
    await authority.ensure();
    const root = await certificate('ca');
    expect((await issue(server)).verify(root.publicKey)).toBe(true);
  });

  it('issues anew when the key was lost', async () => {
    await issue(server);
    await rm(join(folder, 'webhook.key'));
    await issue(server);
    expect(await keyFits('webhook')).toBe(true);
  });

  it('leaves a certificate and its key as they are when openssl fails', async () => {
    const first = await issue(server);
    await expect(issue({ ...server, alternativeNames: ['IP:nonsense'] })).rejects.toThrow(/nonsense/);
    expect((await certificate('webhook')).serialNumber).toBe(first.serialNumber);
    expect(await keyFits('webhook')).toBe(true);
  });

  it('issues anew when a renewal was broken off between the certificate and its key', async () => {
    const first = await issue(server);
    await copyFile(join(folder, 'webhook.key'), join(folder, 'old.key'));
    now = Date.parse(first.validTo);
    await issue(server);
    now = Date.now();
    await copyFile(join(folder, 'old.key'), join(folder, 'webhook.key'));
    await issue(server);
    expect(await keyFits('webhook')).toBe(true);
  });
});
