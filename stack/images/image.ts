import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.js';
import type { Step, StepContext } from '../steps/step.js';
import { exportImage } from './buildah.js';

/** An image that is built on this machine, because no registry is in reach. */
export interface Image {
  /** Short name, of the step and of the archive. */
  readonly name: string;
  /** Full name, by which pods ask for it. */
  readonly reference: string;
  readonly needs: readonly Step[];
  /** Everything that the content depends on; another value is another image. */
  inputs(context: StepContext): Promise<readonly (string | Uint8Array)[]>;
  /** Builds it in buildah's store under `tag`. */
  build(context: StepContext, tag: string): Promise<void>;
}

export function imagesFolder({ cache }: Paths): string {
  return join(cache, 'images');
}

/** A link to the newest archive of an image. The archive's own name carries the digest of the image's inputs. */
export function archiveLink(paths: Paths, image: Image): string {
  return join(imagesFolder(paths), `${image.name}.tar`);
}

/** In buildah's own store; nothing is ever pushed by this name. */
export function localTag(image: Image, digest: string): string {
  return `localhost/statewright/${image.name}:${digest}`;
}

export async function digestOfInputs(context: StepContext, image: Image): Promise<string> {
  const hash = createHash('sha256').update(image.reference);
  for (const input of await image.inputs(context)) hash.update(input);
  return hash.digest('hex').slice(0, 16);
}

/** Builds the image and its archive unless the cache has it for the same inputs. */
export function buildImage(image: Image): Step {
  return {
    name: `image-${image.name}`,
    needs: image.needs,
    async run(context) {
      const { paths } = context.stack;
      const folder = imagesFolder(paths);
      await mkdir(folder, { recursive: true });
      const digest = await digestOfInputs(context, image);
      const file = `${image.name}-${digest}.tar`;
      if (!existsSync(join(folder, file))) {
        context.report(`building ${image.reference}`);
        await image.build(context, localTag(image, digest));
        await exportImage(context, localTag(image, digest), image.reference, join(folder, file));
      }
      const link = archiveLink(paths, image);
      await rm(`${link}.new`, { force: true });
      await symlink(file, `${link}.new`);
      await rename(`${link}.new`, link);
      const stale = (await readdir(folder)).filter(
        (name) => name.startsWith(`${image.name}-`) && name.endsWith('.tar') && name !== file,
      );
      await Promise.all(
        stale
          .filter((name) => /^-[0-9a-f]{16}\.tar$/.test(name.slice(image.name.length)))
          .map((name) => rm(join(folder, name))),
      );
    },
  };
}
