import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step, StepContext } from '../steps/step.js';
import { buildah, buildFrom } from './buildah.js';
import { digestOfInputs, imagesFolder, localTag, type Image } from './image.js';

const release = 'bookworm';
const javaHome = '/usr/lib/jvm/java-17-openjdk-amd64';
const packages = [
  'ca-certificates',
  'curl',
  'libstdc++6',
  'openjdk-17-jre-headless',
  'procps',
  'python3-minimal',
  'tini',
];
const unwanted = ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale', 'usr/share/man'];

/**
 * Debian with what the thin images above it share: a JRE, Python, Node (the one that runs this program) and an init.
 * It stays in buildah's store; what goes to the machines is built on it.
 */
const base: Image = {
  name: 'base',
  reference: 'statewright/base',
  needs: [],
  inputs: () => Promise.resolve([release, javaHome, packages.join(' '), process.version, '1']),
  build,
};

async function build(context: StepContext, tag: string): Promise<void> {
  const { stack, run, report } = context;
  const folder = join(imagesFolder(stack.paths), 'base');
  const root = join(folder, 'root');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  report(`installing Debian ${release} with ${packages.length} packages into the base image, about a minute`);
  await run('debootstrap', [
    ...['--variant=minbase', `--include=${packages.join(',')}`, release, root],
    ...(await mirror(context)),
  ]);
  for (const path of unwanted) await rm(join(root, path), { recursive: true, force: true });
  await run('cp', [process.execPath, join(root, 'usr/local/bin/node')]);
  await writeFile(join(folder, 'Dockerfile'), `FROM scratch\nCOPY root /\nENV JAVA_HOME=${javaHome}\n`);
  await buildFrom(context, { dockerfile: join(folder, 'Dockerfile'), context: folder, tag });
  await rm(folder, { recursive: true, force: true });
}

/** Where this machine's own packages come from; debootstrap's default where that cannot be told. */
async function mirror({ run }: StepContext): Promise<readonly string[]> {
  const list = await run('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Created-By: Packages',
    `Codename: ${release}`,
  ]);
  return list
    .split('\n')
    .filter((line) => line.startsWith('http'))
    .slice(0, 1);
}

/** Builds the base image unless buildah's store has it. */
export const baseImage: Step = {
  name: 'image-base',
  needs: [],
  async run(context) {
    const tag = await baseTag(context);
    await buildah(context, ['inspect', '--type', 'image', '--format', '{{.FromImageID}}', tag]).catch(() =>
      build(context, tag),
    );
  },
};

/** The name that the thin images begin from. */
export async function baseTag(context: StepContext): Promise<string> {
  return localTag(base, await digestOfInputs(context, base));
}
