import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../steps/step.js';
import { buildah } from './buildah.js';

/**
 * Puts into `folder` the Debian packages that an image built from `base` lacks for `packages`. This machine's own apt finds and
 * fetches them, from where this machine has its packages, and against what the image has installed: the image needs neither
 * a network nor settings of this machine.
 */
export async function fetchPackages(
  context: StepContext,
  base: string,
  packages: readonly string[],
  folder: string,
): Promise<void> {
  const work = `${folder}.apt`;
  await rm(work, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(work, 'archives/partial'), { recursive: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(work, 'status'), await installedIn(context, base));
  await writeFile(join(work, 'extended_states'), '');
  await context.run('apt-get', [
    ...['-o', `Dir::State::status=${join(work, 'status')}`],
    ...['-o', `Dir::State::extended_states=${join(work, 'extended_states')}`],
    ...['-o', `Dir::Cache::archives=${join(work, 'archives')}`],
    ...['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=root'],
    ...['--yes', '--no-install-recommends', '--download-only', 'install', ...packages],
  ]);
  for (const file of await readdir(join(work, 'archives'))) {
    if (file.endsWith('.deb')) await copyFile(join(work, 'archives', file), join(folder, file));
  }
  await rm(work, { recursive: true, force: true });
}

/** dpkg's own list of what the image has. */
async function installedIn(context: StepContext, base: string): Promise<string> {
  const container = (await buildah(context, ['from', '--pull-never', base])).trim();
  try {
    return await buildah(context, [
      ...['run', '--isolation', 'chroot', container, '--', 'cat', '/var/lib/dpkg/status'],
    ]);
  } finally {
    await buildah(context, ['rm', container]);
  }
}
