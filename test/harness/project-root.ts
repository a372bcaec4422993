import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function ascend(folder: string): string {
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('There is no package-lock.json in any folder above.');
  return ascend(parent);
}

/** The top folder of the project, from its sources as well as from dist/. */
export const projectRoot = ascend(import.meta.dirname);
