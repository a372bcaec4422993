/**
 * `npm run kubernetes-definitions` asks a Kubernetes API server what StatefulSets are made of and writes it to
 * api/crd/kubernetes-definitions.ts, from which `npm run generate` makes the definition of AdvancedStatefulSet. Without
 * an argument it starts an API server of the version that the embedded stack runs; with one it reads what
 * `kubectl get --raw /openapi/v3/apis/apps/v1` has printed to that file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { openApiDocument, reachableDefinitions } from './reachable.js';

const target = 'api/crd/kubernetes-definitions.ts';

async function openApiOfNewServer(): Promise<string> {
  const plane = await ControlPlane.start();
  try {
    const client = await plane.client();
    return await client.getRaw('/openapi/v3/apis/apps/v1');
  } finally {
    await plane.stop();
  }
}

const [file] = process.argv.slice(2);
const text = file === undefined ? await openApiOfNewServer() : await readFile(file, 'utf8');
const document = openApiDocument.parse(JSON.parse(text));
const definitions = reachableDefinitions(document, 'io.k8s.api.apps.v1.StatefulSetSpec');
const source = [
  `// Made from the OpenAPI of Kubernetes ${document.info.version} by \`npm run kubernetes-definitions\`. Changes here are lost.`,
  "import type { OpenApiDefinitions } from './open-api.js';",
  '',
  '/** The version that the definitions are of. */',
  `export const kubernetesVersion = '${document.info.version}';`,
  '',
  '/** apps/v1 StatefulSetSpec and all that it is made of. */',
  `export const kubernetesDefinitions: OpenApiDefinitions = ${JSON.stringify(definitions)};`,
].join('\n');
await writeFile(target, await format(source, { ...(await resolveConfig(target)), filepath: target }));
console.log(
  `${target}: ${Object.keys(definitions).length} definitions of Kubernetes ${document.info.version}`,
);
