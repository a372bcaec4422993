import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface WorkflowBundle {
  readonly code: string;
  /** Differs exactly when the workflows differ; the default build id of an orchestrator. */
  readonly digest: string;
}

/** Reads the bundle that `npm run build` made. */
export async function readWorkflowBundle(): Promise<WorkflowBundle> {
  const code = await readFile(fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)), 'utf8');
  return { code, digest: createHash('sha256').update(code).digest('hex').slice(0, 12) };
}
