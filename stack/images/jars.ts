import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.js';
import type { Step, StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';
import { maven } from './maven.js';

/**
 * A data system as its jars on Maven Central. Its folder beside this file, named as the system, has `pom.xml` with what it
 * needs, `jars.sha256` with a line `<digest>  <file>` for each jar, as sha256sum writes it, and a `Dockerfile` that takes
 * the jars from the folder `jars` of its context.
 */
export interface JarSystem {
  /** As the image is named, for example `kafka`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly version: string;
  /** Files of its folder that its Dockerfile takes besides the jars. */
  readonly files: readonly string[];
}

/** Where its jars are once fetched: the image is made of them, and a client can be run with them on this machine. */
export function jarsFolder({ cache }: Pick<Paths, 'cache'>, { name, version }: JarSystem): string {
  return join(cache, `${name}-${version}`);
}

function source({ project }: Paths, { name }: JarSystem, file: string): string {
  return join(project, 'stack/images', name, file);
}

/** Fetches them unless they are there; takes no file that is not as it was when it was first fetched. */
export function fetchJars(system: JarSystem): Step {
  return {
    name: `${system.name}-jars`,
    needs: [],
    async run(context) {
      const { paths } = context.stack;
      const folder = jarsFolder(paths, system);
      if (existsSync(folder)) return;
      context.report(`fetching ${system.title} ${system.version}`);
      const fetched = `${folder}.new`;
      await rm(fetched, { recursive: true, force: true });
      await mkdir(fetched, { recursive: true });
      await maven(context, [
        ...['--file', source(paths, system, 'pom.xml')],
        ...['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`],
      ]);
      await verify(system, fetched, await readFile(source(paths, system, 'jars.sha256'), 'utf8'));
      await rename(fetched, folder);
    },
  };
}

async function verify({ title }: JarSystem, folder: string, list: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(folder)).toSorted().map(async (file) => {
      const digest = createHash('sha256').update(await readFile(join(folder, file)));
      return `${digest.digest('hex')}  ${file}`;
    }),
  );
  const wanted = list.trim().split('\n');
  const wrong = [
    ...found.filter((line) => !wanted.includes(line)),
    ...wanted.filter((line) => !found.includes(line)),
  ];
  if (wrong.length > 0)
    throw new Error(`The jars of ${title} are not those that were expected: ${wrong.join(', ')}`);
}

/** The image of a data system: its jars on the base image. */
export function jarImage(system: JarSystem, fetched: Step): Image {
  const files = ['Dockerfile', ...system.files];
  return {
    name: system.name,
    reference: `docker.io/statewright/${system.name}:${system.version}`,
    needs: [baseImage, fetched],
    inputs: async (context) => [
      await baseTag(context),
      ...(await Promise.all(
        [...files, 'jars.sha256'].map((file) => readFile(source(context.stack.paths, system, file))),
      )),
    ],
    build: (context, tag) => build(context, tag, system, files),
  };
}

async function build(
  context: StepContext,
  tag: string,
  system: JarSystem,
  files: readonly string[],
): Promise<void> {
  const { paths } = context.stack;
  const folder = join(imagesFolder(paths), system.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of files) await cp(source(paths, system, file), join(folder, file));
  await cp(jarsFolder(paths, system), join(folder, 'jars'), { recursive: true });
  await buildFrom(context, {
    dockerfile: join(folder, 'Dockerfile'),
    context: folder,
    tag,
    buildArguments: { BASE: await baseTag(context) },
  });
  await rm(folder, { recursive: true, force: true });
}
