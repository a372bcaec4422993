import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programDigest } from '../program-digest.js';
import type { StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';

/** The platform itself, for installing it into the cluster with its chart. Built from the tree that was compiled. */
export const platform: Image = {
  name: 'platform',
  reference: 'docker.io/statewright/platform:dev',
  needs: [baseImage],
  inputs: async (context) => {
    const { project } = context.stack.paths;
    return [
      await baseTag(context),
      await readFile(join(project, 'Dockerfile')),
      await readFile(join(project, 'package-lock.json')),
      await programDigest(project),
    ];
  },
  async build(context, tag) {
    const { project } = context.stack.paths;
    const tree = join(imagesFolder(context.stack.paths), 'platform');
    await context.run(process.execPath, [join(project, 'dist/tools/image/tree.js'), tree], { cwd: project });
    await build(context, project, tree, tag);
  },
};

async function build(context: StepContext, project: string, tree: string, tag: string): Promise<void> {
  await buildFrom(context, {
    dockerfile: join(project, 'Dockerfile'),
    context: tree,
    tag,
    target: 'runtime-prebuilt',
    buildArguments: { BASE: await baseTag(context), BUILD_BASE: await baseTag(context) },
  });
}
