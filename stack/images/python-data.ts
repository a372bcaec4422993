import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.js';
import type { Step, StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildah, buildFrom } from './buildah.js';
import { digestOfInputs, imagesFolder, localTag, type Image } from './image.js';

/** What the base's python3-minimal lacks of Python's own library, from the same release of Debian. */
const debianPackages = [
  ...['python3.11-minimal', 'libpython3.11-minimal', 'libpython3.11-stdlib', 'libffi8', 'libsqlite3-0'],
  ...['libreadline8', 'libnsl2', 'libtirpc3', 'media-types'],
];

const requirementsFile = ({ project }: Pick<Paths, 'project'>): string =>
  join(project, 'stack/images/python-data/requirements.txt');

/** Where the packages are once fetched: the images are made of them, and they run on this machine with its own Python 3.11. */
export async function packagesFolder(paths: Pick<Paths, 'project' | 'cache'>): Promise<string> {
  const requirements = await readFile(requirementsFile(paths));
  const digest = createHash('sha256').update(requirements).digest('hex').slice(0, 16);
  return join(paths.cache, `python-data-${digest}`);
}

/** Unpacks the wheels unless they are there; pip takes none that is not as it was when its digest was written down. */
export const pythonPackages: Step = {
  name: 'python-data-packages',
  needs: [],
  async run({ stack: { paths }, run, report }) {
    const folder = await packagesFolder(paths);
    if (existsSync(folder)) return;
    report('fetching Dask and JupyterLab');
    const unfinished = `${folder}.${process.pid}`;
    const environment = `${unfinished}.pip`;
    await run('python3', ['-m', 'venv', environment]);
    await run(join(environment, 'bin/python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'],
      ...['--only-binary', ':all:', '--python-version', '3.11', '--implementation', 'cp'],
      ...['17', '28'].flatMap((libc) => ['--platform', `manylinux_2_${libc}_x86_64`]),
      ...['--platform', 'manylinux2014_x86_64', '--no-compile'],
      ...['--target', unfinished, '--requirement', requirementsFile(paths)],
    ]);
    await rm(environment, { recursive: true, force: true });
    await rename(unfinished, folder);
  },
};

/** Python and the packages, under what differs between Dask and JupyterLab: machines keep this layer once. */
const pythonData: Image = {
  name: 'python-data',
  reference: 'statewright/python-data',
  needs: [],
  inputs: async (context) => [
    await baseTag(context),
    debianPackages.join(' '),
    await readFile(requirementsFile(context.stack.paths)),
    '1',
  ],
  build,
};

async function build(context: StepContext, tag: string): Promise<void> {
  const { paths } = context.stack;
  const folder = join(imagesFolder(paths), pythonData.name);
  const debian = join(folder, 'debian');
  await rm(folder, { recursive: true, force: true });
  await mkdir(debian, { recursive: true });
  await context.run('apt-get', ['download', ...debianPackages], { cwd: folder });
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
    await context.run('dpkg-deb', ['--extract', join(folder, file), debian]);
    await rm(join(folder, file));
  }
  // A folder /lib here would take the place of the base's link to /usr/lib.
  if (existsSync(join(debian, 'lib'))) {
    await cp(join(debian, 'lib'), join(debian, 'usr/lib'), { recursive: true, verbatimSymlinks: true });
    await rm(join(debian, 'lib'), { recursive: true });
  }
  await rm(join(debian, 'usr/share/doc'), { recursive: true, force: true });
  await cp(await packagesFolder(paths), join(folder, 'packages'), { recursive: true });
  await writeFile(
    join(folder, 'Dockerfile'),
    'ARG BASE\nFROM ${BASE}\nCOPY debian /\nCOPY packages /usr/share/python-data\nENV PYTHONPATH=/usr/share/python-data\n',
  );
  await buildFrom(context, {
    dockerfile: join(folder, 'Dockerfile'),
    context: folder,
    tag,
    buildArguments: { BASE: await baseTag(context) },
  });
  await rm(folder, { recursive: true, force: true });
}

async function pythonDataTag(context: StepContext): Promise<string> {
  return localTag(pythonData, await digestOfInputs(context, pythonData));
}

const pythonDataImage: Step = {
  name: 'image-python-data',
  needs: [baseImage, pythonPackages],
  async run(context) {
    const tag = await pythonDataTag(context);
    await buildah(context, ['inspect', '--type', 'image', '--format', '{{.FromImageID}}', tag]).catch(() =>
      build(context, tag),
    );
  },
};

function onPythonData(name: string, version: string): Image {
  return {
    name,
    reference: `docker.io/statewright/${name}:${version}`,
    needs: [pythonDataImage],
    inputs: async (context) => [await pythonDataTag(context)],
    async build(context, tag) {
      const folder = join(imagesFolder(context.stack.paths), name);
      await mkdir(folder, { recursive: true });
      const dockerfile = join(folder, 'Dockerfile');
      await writeFile(dockerfile, `ARG BASE\nFROM \${BASE}\nLABEL io.statewright.component=${name}\n`);
      const buildArguments = { BASE: await pythonDataTag(context) };
      await buildFrom(context, { dockerfile, context: folder, tag, buildArguments });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const daskImage = onPythonData('dask', '2026.8.0');
export const jupyterImage = onPythonData('jupyter', '4.6.6');
