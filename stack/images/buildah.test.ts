import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeStack, type Stack } from '../stack.js';
import { buildah } from './buildah.js';

let stack: Stack;
beforeEach(async () => {
  const home = await mkdtemp(join(tmpdir(), 'statewright-buildah-'));
  stack = describeStack({ STATEWRIGHT_HOME: home }, '/project');
});
afterEach(async () => {
  await rm(stack.paths.home, { recursive: true });
});

/** What one run of buildah finds in the file that it is pointed to, whenever it looks. */
async function configSeen(): Promise<readonly string[]> {
  const seen: string[] = [];
  await buildah(
    {
      stack,
      report: () => undefined,
      async run(_program, _args, options) {
        const file = options?.environment?.CONTAINERS_STORAGE_CONF ?? '';
        for (let look = 0; look < 20; look += 1) {
          seen.push(readFileSync(file, 'utf8'));
          await nextTurn();
        }
        return '';
      },
    },
    ['images'],
  );
  return seen;
}

describe('the store of buildah', () => {
  it('is read whole by each of the builds that begin at once', async () => {
    const seen = (await Promise.all(Array.from({ length: 50 }, configSeen))).flat();
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toContain(`graphroot = "${stack.paths.cache}/buildah/store"`);
    expect(await readdir(join(stack.paths.cache, 'buildah'))).toEqual(['storage.conf']);
  });

  it('is not written again under a build that runs', async () => {
    await configSeen();
    const file = join(stack.paths.cache, 'buildah/storage.conf');
    const before = await stat(file, { bigint: true });
    await configSeen();
    expect(await stat(file, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });
});
