import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { fetchPackages } from './debian-packages.js';
import { imagesFolder, type Image } from './image.js';

const version = '15';
/** Patroni asks for the client of one store of leaders, whichever; the one for Kubernetes is its own. */
const packages = [`postgresql-${version}`, 'patroni', 'python3-psycopg2', 'python3-etcd'];

/** PostgreSQL and Patroni, from Debian. */
export const postgresqlImage: Image = {
  name: 'postgresql',
  reference: `docker.io/statewright/postgresql:${version}`,
  needs: [baseImage],
  inputs: async (context) => [await baseTag(context), ...packages, await readFile(dockerfile(context))],
  build,
};

function dockerfile({ stack }: StepContext): string {
  return join(stack.paths.project, 'stack/images/postgresql/Dockerfile');
}

async function build(context: StepContext, tag: string): Promise<void> {
  const folder = join(imagesFolder(context.stack.paths), 'postgresql');
  const base = await baseTag(context);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  context.report(`fetching PostgreSQL ${version} and Patroni`);
  await fetchPackages(context, base, packages, join(folder, 'packages'));
  await cp(dockerfile(context), join(folder, 'Dockerfile'));
  await buildFrom(context, {
    dockerfile: join(folder, 'Dockerfile'),
    context: folder,
    tag,
    buildArguments: { BASE: base },
  });
  await rm(folder, { recursive: true, force: true });
}
