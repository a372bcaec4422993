import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A digest of the platform's compiled program, in hexadecimal: another one is another program. Source maps and records
 * of the compiler differ without a difference, and what only builds, tests or runs the stack is no part of it.
 */
export async function programDigest(project: string): Promise<string> {
  const folder = join(project, 'dist');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/^\/(stack|test|bench|tools|examples)\//.test(file.slice(folder.length)))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(folder.length)).update(await readFile(file));
  return hash.digest('hex');
}
