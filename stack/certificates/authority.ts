import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunProgram } from '../steps/step.js';

/** A certificate to have: who it names, and where it may be used. */
export interface CertificateRequest {
  /** File name in the folder of secrets, without `.crt` and `.key`. */
  readonly name: string;
  /** `CN` of the subject: the user name, for a client of Kubernetes. */
  readonly commonName: string;
  /** `O` of the subject: the user's group. */
  readonly organization?: string;
  /** For servers: `IP:10.0.0.1`, `DNS:name`. */
  readonly alternativeNames?: readonly string[];
  readonly usages: readonly ('serverAuth' | 'clientAuth')[];
}

const validDays = 365;
/** A certificate with less than this left is made anew. */
const renewBeforeMs = 60 * 24 * 3_600_000;
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Our certificate authority: `ca.crt` and `ca.key` in a folder that only root reads. */
export class CertificateAuthority {
  constructor(
    private readonly folder: string,
    private readonly run: RunProgram,
    private readonly now: () => number,
  ) {}

  path(file: string): string {
    return join(this.folder, file);
  }

  async ensure(): Promise<void> {
    if (existsSync(this.path('ca.key'))) return;
    await this.openssl('ca', [
      ...['req', '-x509', ...newKey, '-days', '3650', '-subj', '/CN=statewright-stack'],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ]);
  }

  /** Signs the certificate unless it exists, says the same, was signed by this authority and is not about to end. */
  async issue(request: CertificateRequest): Promise<void> {
    const authority = await readFile(this.path('ca.crt'));
    const wanted = createHash('sha256').update(authority).update(JSON.stringify(request)).digest('hex');
    if (await this.good(request.name, wanted)) return;
    const { commonName, organization, alternativeNames = [], usages } = request;
    const names =
      alternativeNames.length > 0 ? ['-addext', `subjectAltName=${alternativeNames.join(',')}`] : [];
    await this.openssl(request.name, [
      ...['req', '-x509', ...newKey, '-days', String(validDays)],
      ...['-CA', this.path('ca.crt'), '-CAkey', this.path('ca.key')],
      ...['-subj', `${organization === undefined ? '' : `/O=${organization}`}/CN=${commonName}`],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-addext', 'keyUsage=critical,digitalSignature'],
      ...['-addext', `extendedKeyUsage=${usages.join(',')}`],
      ...names,
    ]);
    await writeFile(this.path(`${request.name}.digest`), wanted, { mode: 0o600 });
  }

  private async good(name: string, wanted: string): Promise<boolean> {
    const files = [`${name}.crt`, `${name}.key`, `${name}.digest`].map((file) => this.path(file));
    if (!files.every((file) => existsSync(file))) return false;
    if ((await readFile(this.path(`${name}.digest`), 'utf8')) !== wanted) return false;
    const certificate = new X509Certificate(await readFile(this.path(`${name}.crt`)));
    // A renewal that was broken off between its two files leaves a key that belongs to the certificate before.
    const key = createPrivateKey(await readFile(this.path(`${name}.key`)));
    return certificate.checkPrivateKey(key) && Date.parse(certificate.validTo) - this.now() > renewBeforeMs;
  }

  /** Runs openssl with `-keyout` and `-out` of that name; the files appear only when complete. */
  private async openssl(name: string, args: readonly string[]): Promise<void> {
    const [key, certificate] = [this.path(`${name}.key`), this.path(`${name}.crt`)];
    await this.run('openssl', [...args, '-keyout', `${key}.new`, '-out', `${certificate}.new`]);
    await rename(`${certificate}.new`, certificate);
    await rename(`${key}.new`, key);
  }
}
