import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Paths } from '../paths.js';
import type { Step, StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';
import { maven } from './maven.js';

const version = '1.17.0';
const artifact = `org.apache.kudu:kudu-binary:${version}:jar:linux-x86_64`;
const unpacked = `kudu-binary-${version}-linux-x86_64`;
/** SHA-512 of that file, as we first fetched it. */
const checksum =
  '18d0409d13d8dcc58728b8bf8728df9d34c414245805080724e004db478148d8d1835291d5ac33cb90d4f763f68e9b64d0133be9895a4358508ac2c54abdc1e2';
/** What its Dockerfile takes besides. Kudu ends at its start if the user it runs as has no name. */
const files = ['Dockerfile', 'passwd', 'group'] as const;

/** Where `bin`, `lib` and `www` are once fetched: the image is made of them, and tests run them on this machine. */
export function kuduFolder({ cache }: Pick<Paths, 'cache'>): string {
  return join(cache, `kudu-${version}`);
}

/** Fetches and unpacks the binaries unless they are there. */
export const kuduBinaries: Step = {
  name: 'kudu-binaries',
  needs: [],
  async run(context) {
    const { paths } = context.stack;
    const folder = kuduFolder(paths);
    if (existsSync(folder)) return;
    context.report(`fetching Kudu ${version}`);
    const fetched = join(imagesFolder(paths), 'kudu-binaries');
    await rm(fetched, { recursive: true, force: true });
    await mkdir(fetched, { recursive: true });
    await maven(context, ['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${fetched}`]);
    const archive = join(fetched, `${unpacked}.jar`);
    await verify(archive);
    await context.run('unzip', ['-q', archive, '-d', fetched]);
    const kudu = join(fetched, unpacked);
    await context.run('chmod', ['-R', 'a+rX', kudu]);
    await context.run('chmod', [
      'a+x',
      ...['kudu', 'kudu-master', 'kudu-tserver'].map((name) => join(kudu, 'bin', name)),
    ]);
    await rename(kudu, folder);
    await rm(fetched, { recursive: true, force: true });
  },
};

function source({ stack }: StepContext, file: string): string {
  return join(stack.paths.project, 'stack/images/kudu', file);
}

export const kuduImage: Image = {
  name: 'kudu',
  reference: `docker.io/statewright/kudu:${version}`,
  needs: [baseImage, kuduBinaries],
  inputs: async (context) => [
    await baseTag(context),
    checksum,
    ...(await Promise.all(files.map((file) => readFile(source(context, file))))),
  ],
  async build(context, tag) {
    const { paths } = context.stack;
    const folder = join(imagesFolder(paths), 'kudu');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const file of files) await cp(source(context, file), join(folder, file));
    await cp(kuduFolder(paths), join(folder, 'kudu'), { recursive: true });
    await buildFrom(context, {
      dockerfile: join(folder, 'Dockerfile'),
      context: folder,
      tag,
      buildArguments: { BASE: await baseTag(context) },
    });
    await rm(folder, { recursive: true, force: true });
  },
};

async function verify(file: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== checksum) throw new Error(`${file} has the SHA-512 ${found}, not ${checksum}`);
}
