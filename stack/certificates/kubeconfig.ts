import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** A kubeconfig whose user is the certificate of that name; complete in itself, so that it can be copied. */
export async function writeKubeconfig(
  folder: string,
  name: string,
  server: string,
  target: string,
): Promise<void> {
  const data = async (file: string): Promise<string> =>
    (await readFile(`${folder}/${file}`)).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'statewright', cluster: { server, 'certificate-authority-data': await data('ca.crt') } },
    ],
    users: [
      {
        name,
        user: {
          'client-certificate-data': await data(`${name}.crt`),
          'client-key-data': await data(`${name}.key`),
        },
      },
    ],
    contexts: [{ name: 'statewright', context: { cluster: 'statewright', user: name } }],
    'current-context': 'statewright',
  };
  await writeFile(target, stringify(config), { mode: 0o600 });
}
