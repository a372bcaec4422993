import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockState } from './state-lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tvs-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is given to one at a time, by whatever path, and to the next when that one is gone', async () => {
  const first = await lockState(folder);
  await symlink(folder, join(folder, 'itself'));
  await expect(lockState(join(folder, 'itself'))).rejects.toThrow(/another process has/);
  await once(first.close(), 'close');
  await once((await lockState(folder)).close(), 'close');
});
