import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../harness/cache-folder.js';

export const opensearchVersion = '2.19.1';
/** What the image is built from; the stack fetches and verifies it. */
const archive = `maven/org/opensearch/distribution/integ-test-zip/opensearch/${opensearchVersion}/opensearch-${opensearchVersion}.zip`;

/** The server's files, unpacked once. */
export async function serverFiles(): Promise<string> {
  const home = join(cacheFolder, `opensearch-${opensearchVersion}`);
  if (existsSync(home)) return home;
  const unpacked = await mkdtemp(`${home}.`);
  await promisify(execFile)('unzip', ['-q', join(cacheFolder, archive), '-d', unpacked]);
  await mkdir(join(unpacked, `opensearch-${opensearchVersion}/logs`), { recursive: true });
  await promisify(execFile)('chmod', ['-R', 'a+rX', unpacked]);
  // Another run may have been faster.
  await rename(join(unpacked, `opensearch-${opensearchVersion}`), home).catch((error: unknown) => {
    if (!existsSync(home)) throw error;
  });
  await rm(unpacked, { recursive: true, force: true });
  return home;
}

export async function javaHome(): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'readlink -f "$(command -v java)"']);
  return dirname(dirname(stdout.trim()));
}
