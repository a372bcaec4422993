import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface WorkflowBundle {
  readonly code: string;
  /** Differs exactly when the workflows differ; the default build id of an orchestrator. */
  readonly digest: string;
}

async function read(file: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');
}

/** Reads the bundles that `npm run build` made; the traced one carries the interceptors of OpenTelemetry. */
export async function readWorkflowBundle(traced: boolean): Promise<WorkflowBundle> {
  const plain = await read('workflow-bundle.js');
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 12);
  return { code: traced ? await read('workflow-bundle-traced.js') : plain, digest };
}
