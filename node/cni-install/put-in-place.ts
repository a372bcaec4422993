import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join, basename } from 'node:path';

/**
 * Gives a file its content and mode in one step: whoever opens it sees all of the old or all of the new. A file that has the
 * content is left as it is. Returns whether it was written.
 */
export async function putInPlace(path: string, content: Buffer, mode: number): Promise<boolean> {
  if ((await contentOf(path))?.equals(content) === true) return false;
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  // Always the same name, so that what a killed process left behind is written over. Runtimes do not read that ending.
  const draft = join(directory, `.${basename(path)}.new`);
  const file = await open(draft, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    // A machine that loses power must not come up with an empty file under the final name.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return true;
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
