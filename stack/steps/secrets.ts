import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateAuthority } from '../certificates/authority.js';
import {
  apiServerUrl,
  certificateRequests,
  kubeconfigNames,
  kubeconfigPath,
} from '../certificates/identities.js';
import { writeKubeconfig } from '../certificates/kubeconfig.js';
import type { Step } from './step.js';

/** Files of 32 random bytes in base64: tokens of the balancer, and the key that updates of the company's names are signed with. */
export const sharedSecrets = {
  /** The platform's own at the balancer. */
  balancer: 'tvs-platform.token',
  /** A person's, who looks after the balancer. */
  balancerOperator: 'tvs-operator.token',
  /** Makes the balancer fail on purpose. */
  balancerFaults: 'tvs-faults.token',
  nameServer: 'dns-update.key',
} as const;

/**
 * The certificate authority, every certificate, the key that signs service account tokens, the kubeconfigs, and what is shared
 * with the company's servers.
 */
export const secrets: Step = {
  name: 'secrets',
  needs: [],
  async run({ stack, run }) {
    const folder = stack.paths.secrets;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const authority = new CertificateAuthority(folder, run, Date.now);
    await authority.ensure();
    for (const request of certificateRequests(stack)) await authority.issue(request);
    const key = join(folder, 'service-accounts.key');
    if (!existsSync(key)) {
      await run('openssl', [
        'genpkey',
        '-algorithm',
        'RSA',
        '-pkeyopt',
        'rsa_keygen_bits:2048',
        '-out',
        `${key}.new`,
      ]);
      await run('openssl', [
        'pkey',
        '-in',
        `${key}.new`,
        '-pubout',
        '-out',
        join(folder, 'service-accounts.pub'),
      ]);
      await rename(`${key}.new`, key);
    }
    for (const file of Object.values(sharedSecrets)) {
      const path = join(folder, file);
      if (existsSync(path)) continue;
      await writeFile(`${path}.new`, randomBytes(32).toString('base64'), { mode: 0o600 });
      await rename(`${path}.new`, path);
    }
    for (const name of kubeconfigNames(stack)) {
      await writeKubeconfig(folder, name, apiServerUrl(stack), kubeconfigPath(stack, name));
    }
  },
};
