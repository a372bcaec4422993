import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseImage, baseTag } from './base.js';
import { buildFrom } from './buildah.js';
import { imagesFolder, type Image } from './image.js';

/** The container that holds a pod's namespaces. */
export const pauseImage = 'docker.io/statewright/pause:1';

/** For tests and for the helper pods that make volumes: the base as it is. */
export const shellImage = 'docker.io/statewright/base:1';

function thin(name: string, reference: string, instructions: readonly string[]): Image {
  return {
    name,
    reference,
    needs: [baseImage],
    inputs: async (context) => [await baseTag(context), ...instructions],
    async build(context, tag) {
      const folder = join(imagesFolder(context.stack.paths), name);
      await mkdir(folder, { recursive: true });
      const dockerfile = join(folder, 'Dockerfile');
      await writeFile(dockerfile, ['ARG BASE', 'FROM ${BASE}', ...instructions, ''].join('\n'));
      await buildFrom(context, {
        dockerfile,
        context: folder,
        tag,
        buildArguments: { BASE: await baseTag(context) },
      });
    },
  };
}

export const pause = thin('pause', pauseImage, ['CMD ["/usr/bin/tini", "--", "/usr/bin/sleep", "infinity"]']);
export const shell = thin('shell', shellImage, ['CMD ["/usr/bin/tini", "--", "/usr/bin/sleep", "infinity"]']);
