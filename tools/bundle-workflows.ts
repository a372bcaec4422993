/**
 * Bundles the workflows once at build time, as production workers load them. Refuses a bundle that drags in what must
 * stay outside the deterministic sandbox: no lint rule on imports is as sure as looking at the result.
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const require = createRequire(import.meta.url);
const forbidden = ['zod', 'undici', '@kubernetes/client-node', 'pino'];

const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../workflows/index.js', import.meta.url)),
  workflowInterceptorModules: [
    require.resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors'),
  ],
  logger: new DefaultLogger('WARN'),
});

const dragged = forbidden.filter((name) => code.includes(`node_modules/${name}/`));
if (dragged.length > 0) {
  console.error(`The workflow bundle contains ${dragged.join(', ')}: workflows may import only pure code.`);
  process.exit(1);
}
const target = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
await writeFile(target, code);
console.log(`Workflow bundle: ${Math.round(code.length / 1024)} KiB`);
