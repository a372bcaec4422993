/**
 * Bundles the workflows once at build time, as production workers load them: one bundle plain, one with the
 * interceptors of OpenTelemetry for workers that trace. Refuses a bundle that drags in what must stay outside the
 * deterministic sandbox: no lint rule on imports is as sure as looking at the result.
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const require = createRequire(import.meta.url);
const forbidden = ['zod', 'undici', '@kubernetes/client-node', 'pino'];

async function bundle(file: string, interceptors: readonly string[]): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.js', import.meta.url)),
    workflowInterceptorModules: [...interceptors],
    logger: new DefaultLogger('WARN'),
  });
  const dragged = forbidden.filter((name) => code.includes(`node_modules/${name}/`));
  if (dragged.length > 0) {
    throw new Error(`${file} contains ${dragged.join(', ')}: workflows may import only pure code.`);
  }
  await writeFile(fileURLToPath(new URL(`../${file}`, import.meta.url)), code);
  console.log(`${file}: ${Math.round(code.length / 1024)} KiB`);
}

await bundle('workflow-bundle.js', []);
await bundle('workflow-bundle-traced.js', [
  require.resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors'),
]);
