import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.js';
import type { StepContext } from '../steps/step.js';

/** Runs buildah with a store of our own, so that images of the person who owns the machine are never touched. */
export async function buildah({ stack, run }: StepContext, args: readonly string[]): Promise<string> {
  return run('buildah', args, { environment: { CONTAINERS_STORAGE_CONF: await storage(stack.paths) } });
}

export interface BuildOptions {
  readonly dockerfile: string;
  readonly context: string;
  readonly tag: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
  readonly target?: string;
}

/** `--isolation chroot` needs neither a container runtime nor a network of its own. */
export async function buildFrom(context: StepContext, options: BuildOptions): Promise<void> {
  await buildah(context, [
    ...['build', '--isolation', 'chroot', '--layers=false', '--pull-never'],
    ...Object.entries(options.buildArguments ?? {}).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]),
    ...(options.target === undefined ? [] : ['--target', options.target]),
    ...['--file', options.dockerfile, '--tag', options.tag, options.context],
  ]);
}

/** Writes an image as an OCI archive, which containerd imports under `reference`. */
export async function exportImage(
  context: StepContext,
  tag: string,
  reference: string,
  archive: string,
): Promise<void> {
  await rm(`${archive}.new`, { force: true });
  await buildah(context, [
    ...['push', '--quiet', '--format', 'oci', '--compression-format', 'zstd', tag],
    `oci-archive:${archive}.new:${reference}`,
  ]);
  await rename(`${archive}.new`, archive);
}

/** Steps build images side by side: whoever reads the file finds all of it, and it is not written again. */
async function storage({ cache }: Paths): Promise<string> {
  const folder = join(cache, 'buildah');
  const file = join(folder, 'storage.conf');
  const text = `[storage]\ndriver = "overlay"\ngraphroot = "${join(folder, 'store')}"\nrunroot = "${join(folder, 'run')}"\n`;
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return file;
  await mkdir(folder, { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
  return file;
}
