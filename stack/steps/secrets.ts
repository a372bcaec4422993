import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
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

/** The certificate authority, every certificate, the key that signs service account tokens, and the kubeconfigs. */
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
    for (const name of kubeconfigNames(stack)) {
      await writeKubeconfig(folder, name, apiServerUrl(stack), kubeconfigPath(stack, name));
    }
  },
};
