import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { programDigest } from '../program-digest.js';
import { goProgramPath } from '../steps/go-program.js';
import { cni, cniProgram } from '../steps/programs.js';
import type { StepContext } from '../steps/step.js';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';

/** The platform itself, for installing it into the cluster with its chart. Built from the tree that was compiled. */
export const platform: Image = {
  name: 'platform',
  reference: 'docker.io/statewright/platform:dev',
  needs: [baseImage, cniProgram],
  inputs: async (context) => {
    const { project } = context.stack.paths;
    return [
      await baseTag(context),
      await readFile(join(project, 'Dockerfile')),
      await readFile(join(project, 'package-lock.json')),
      await programDigest(project),
      // Its name has the digest of its sources.
      basename(await goProgramPath(cni, context.stack)),
    ];
  },
  async build(context, tag) {
    const { project } = context.stack.paths;
    const tree = join(imagesFolder(context.stack.paths), 'platform');
    await context.run(process.execPath, [join(project, 'dist/tools/image/tree.js'), tree], { cwd: project });
    await mkdir(join(tree, 'bin'), { recursive: true });
    await copyFile(await goProgramPath(cni, context.stack), join(tree, 'bin', cni.name));
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
