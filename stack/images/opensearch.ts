import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Step, StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';
import { maven } from './maven.js';

const version = '2.19.1';
const artifact = `org.opensearch.distribution.integ-test-zip:opensearch:${version}:zip`;
/** SHA-512 of that file, as we first fetched it. */
const checksum =
  '0bed69daad3c80e1302a0dba083f04f5accbb94ba8451052822ec065d24432fe096e329d6971758a8a021025b0302ee5b27eb5d89506853d8be736305f407651';

/** Fetches the release into Maven's cache, where the image's build and tests find it. */
export const opensearchArchive: Step = {
  name: 'opensearch-archive',
  needs: [],
  async run(context) {
    const { cache } = context.stack.paths;
    const [group = '', name = ''] = artifact.split(':');
    const kept = join(cache, 'maven', group.replaceAll('.', '/'), name, version, `${name}-${version}.zip`);
    if (existsSync(kept)) return;
    context.report(`fetching OpenSearch ${version}`);
    const folder = join(imagesFolder(context.stack.paths), 'opensearch-archive');
    await fetchArchive(context, folder);
    await rm(folder, { recursive: true, force: true });
    await verify(kept);
  },
};

/** OpenSearch, from its release on Maven Central, which is the whole server without a JDK of its own. */
export const opensearch: Image = {
  name: 'opensearch',
  reference: `docker.io/statewright/opensearch:${version}`,
  needs: [baseImage, opensearchArchive],
  inputs: async (context) => [
    await baseTag(context),
    checksum,
    'readable by all',
    await readFile(source(context, 'Dockerfile')),
    await readFile(source(context, 'UnixOperatingSystemMXBean.java')),
  ],
  build,
};

function source({ stack }: StepContext, file: string): string {
  return join(stack.paths.project, 'stack/images/opensearch', file);
}

async function fetchArchive(context: StepContext, folder: string): Promise<void> {
  await maven(context, ['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
}

async function build(context: StepContext, tag: string): Promise<void> {
  const { stack, run, report } = context;
  const folder = join(imagesFolder(stack.paths), 'opensearch');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  report(`fetching OpenSearch ${version}`);
  await fetchArchive(context, folder);
  const archive = join(folder, `opensearch-${version}.zip`);
  await verify(archive);
  await run('unzip', ['-q', archive, '-d', folder]);
  await rename(join(folder, `opensearch-${version}`), join(folder, 'opensearch'));
  await mkdir(join(folder, 'opensearch/logs'), { recursive: true });
  await rm(archive);
  // Its configuration is root's alone in the archive; the pods are not root.
  await run('chmod', ['-R', 'a+rX', join(folder, 'opensearch')]);
  await compile(context, folder);
  await cp(source(context, 'Dockerfile'), join(folder, 'Dockerfile'));
  report(`building ${opensearch.reference}`);
  await buildFrom(context, {
    dockerfile: join(folder, 'Dockerfile'),
    context: folder,
    tag,
    buildArguments: { BASE: await baseTag(context) },
  });
  await rm(folder, { recursive: true, force: true });
}

async function compile(context: StepContext, folder: string): Promise<void> {
  const sources = join(folder, 'java');
  const file = join(sources, 'com/sun/management/UnixOperatingSystemMXBean.java');
  await mkdir(join(sources, 'com/sun/management'), { recursive: true });
  await cp(source(context, 'UnixOperatingSystemMXBean.java'), file);
  await context.run('javac', [
    ...['--patch-module', `jdk.management=${sources}`, '-d', join(folder, 'few-open-files'), file],
  ]);
}

async function verify(file: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== checksum) throw new Error(`${file} has the SHA-512 ${found}, not ${checksum}`);
}
