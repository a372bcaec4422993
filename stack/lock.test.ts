import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whileLocked } from './lock.js';
import { describeStack } from './stack.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'statewright-lock-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

/** A stack whose home is `inside` a folder of this test. */
function paths(inside = '.') {
  return describeStack({ STATEWRIGHT_HOME: join(home, inside) }, home).paths;
}

const done = (): Promise<string> => Promise.resolve('done');
const mustNotRun = (): Promise<never> => Promise.reject(new Error('must not run'));

describe('whileLocked', () => {
  it('gives what the action gives, and is free afterwards', async () => {
    expect(await whileLocked(paths(), done)).toBe('done');
    expect(await whileLocked(paths(), done)).toBe('done');
  });

  it('makes the folder of a stack that was never up', async () => {
    expect(await whileLocked(paths('new'), done)).toBe('done');
    expect(existsSync(join(home, 'new'))).toBe(true);
  });

  it('is free after an action that failed', async () => {
    const failing = whileLocked(paths(), () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    expect(await whileLocked(paths(), done)).toBe('done');
  });

  it('refuses while it is held, and names the process that holds it', async () => {
    const refused = whileLocked(paths(), () => whileLocked(paths(), mustNotRun));
    await expect(refused).rejects.toMatchObject({
      code: 'StackBusy',
      message: expect.stringContaining(`Process ${process.pid} `) as string,
    });
  });

  it('is one for all names of a folder', async () => {
    await mkdir(join(home, 'real'));
    await symlink('real', join(home, 'other-name'));
    const refused = whileLocked(paths('real'), () => whileLocked(paths('other-name'), mustNotRun));
    await expect(refused).rejects.toMatchObject({ code: 'StackBusy' });
  });

  it('is another for each stack', async () => {
    expect(await whileLocked(paths('one'), () => whileLocked(paths('two'), done))).toBe('done');
  });
});
