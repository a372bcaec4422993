import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../harness/project-root.js';

const isBuilt = import.meta.url.endsWith('.js');

/**
 * Arguments with which Node.js runs a program of the project as this file itself is run: what was built of it, or its source.
 * @param program path from the top folder, without its ending
 */
export function ownProgram(program: string): readonly string[] {
  if (isBuilt) return [join(projectRoot, 'dist', `${program}.js`)];
  const hooks = fileURLToPath(new URL('typescript-hooks.mjs', import.meta.url));
  return ['--import', hooks, join(projectRoot, `${program}.ts`)];
}
