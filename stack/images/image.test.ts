import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeStack, type Stack } from '../stack.js';
import type { StepContext } from '../steps/step.js';
import { archiveLink, buildImage, imagesFolder, type Image } from './image.js';

let stack: Stack;
let context: StepContext;
let built: string[];
/** What `buildah push` writes; set to fail in the middle of it. */
let pushing: 'whole' | 'broken off';

beforeEach(async () => {
  stack = describeStack(
    { STATEWRIGHT_HOME: await mkdtemp(join(tmpdir(), 'statewright-images-')) },
    '/project',
  );
  built = [];
  pushing = 'whole';
  context = {
    stack,
    report: () => undefined,
    async run(_program, args) {
      // In place of `buildah push … TAG oci-archive:FILE:REFERENCE`.
      const [, file = '', tag = ''] = [
        ...(/^oci-archive:([^:]+):/.exec(args.at(-1) ?? '') ?? []),
        args.at(-2),
      ];
      await writeFile(file, pushing === 'whole' ? `archive of ${tag}` : 'half');
      if (pushing === 'broken off') throw new Error('killed');
      return '';
    },
  };
});
afterEach(async () => {
  await rm(stack.paths.home, { recursive: true });
});

function image(name: string, content: string): Image {
  return {
    name,
    reference: `docker.io/statewright/${name}:1`,
    needs: [],
    inputs: () => Promise.resolve([content]),
    build(_context, tag) {
      built.push(tag);
      return Promise.resolve();
    },
  };
}

async function prepare(name: string, content: string): Promise<string> {
  await buildImage(image(name, content)).run(context);
  return readlink(archiveLink(stack.paths, image(name, content)));
}

async function archives(): Promise<readonly string[]> {
  return (await readdir(imagesFolder(stack.paths)))
    .filter((file) => /-[0-9a-f]{16}\.tar$/.test(file))
    .toSorted();
}

describe('buildImage', () => {
  it('builds an image once for the same inputs', async () => {
    const first = await prepare('pause', 'one');
    expect(await prepare('pause', 'one')).toBe(first);
    expect(built).toHaveLength(1);
    expect(await readFile(archiveLink(stack.paths, image('pause', 'one')), 'utf8')).toBe(
      `archive of ${built[0]}`,
    );
  });

  it('builds it anew for other inputs, and lets the link point to the new archive alone', async () => {
    const first = await prepare('pause', 'one');
    const second = await prepare('pause', 'two');
    expect(second).not.toBe(first);
    expect(await archives()).toEqual([second]);
  });

  it("keeps the archives of other images, also of one whose name begins with this one's", async () => {
    const other = await prepare('pause-debug', 'one');
    await prepare('pause', 'one');
    const own = await prepare('pause', 'two');
    expect(await archives()).toEqual([own, other].toSorted());
  });

  it('keeps what only looks like an archive', async () => {
    await mkdir(imagesFolder(stack.paths), { recursive: true });
    await writeFile(join(imagesFolder(stack.paths), 'pause-notes.tar'), '');
    await prepare('pause', 'one');
    expect(await readdir(imagesFolder(stack.paths))).toContain('pause-notes.tar');
  });

  it('keeps the archive before when a build is broken off', async () => {
    const first = await prepare('pause', 'one');
    pushing = 'broken off';
    await expect(prepare('pause', 'two')).rejects.toThrow('killed');
    expect(await readlink(archiveLink(stack.paths, image('pause', 'one')))).toBe(first);
    expect(await archives()).toEqual([first]);
    pushing = 'whole';
    expect(await prepare('pause', 'two')).not.toBe(first);
  });
});
