import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { clusterOwner, connect, createKubernetesClient } from '../../kubernetes/index.js';

/** Writes the balancer's file of tokens, as its operator does when a cluster comes: the cluster's, with its UID, and his own. */
const settings = z
  .object({
    KUBECONFIG: z.string().min(1),
    TVS_TOKENS_FILE: z.string().min(1),
    TVS_PLATFORM_TOKEN_FILE: z.string().min(1),
    TVS_OPERATOR_TOKEN_FILE: z.string().min(1),
  })
  .parse(process.env);

const connection = connect({ role: 'tvs-customers', kubeconfig: settings.KUBECONFIG, qps: 10, burst: 10 });
try {
  const owner = await clusterOwner(createKubernetesClient(connection));
  const read = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim();
  const tokens = [
    {
      name: 'platform',
      token: await read(settings.TVS_PLATFORM_TOKEN_FILE),
      owner,
    },
    { name: 'operator', token: await read(settings.TVS_OPERATOR_TOKEN_FILE), person: true },
  ];
  const file = settings.TVS_TOKENS_FILE;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify({ tokens }), { mode: 0o600 });
  await rename(`${file}.new`, file);
} finally {
  await connection.close();
}
