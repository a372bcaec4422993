import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whileLocked } from './lock.js';
import { startTimeOf } from './processes/record.js';
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

/** Writes the lock of a process that runs while `action` does. */
async function heldByAnother(action: (pid: number) => Promise<void>): Promise<void> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    const pid = child.pid ?? 0;
    const startedAt = startTimeOf(await readFile(`/proc/${pid}/stat`, 'utf8')) ?? 0;
    await writeFile(join(home, 'lock'), `${pid} ${startedAt}\n`);
    await action(pid);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

describe('whileLocked', () => {
  it('gives what the action gives, and leaves no lock behind', async () => {
    expect(await whileLocked(paths(), () => Promise.resolve(existsSync(join(home, 'lock'))))).toBe(true);
    expect(existsSync(join(home, 'lock'))).toBe(false);
  });

  it('makes the folder of a stack that was never up', async () => {
    expect(await whileLocked(paths('new'), () => Promise.resolve('done'))).toBe('done');
  });

  it('leaves no lock behind when the action fails', async () => {
    const failing = whileLocked(paths(), () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    expect(await whileLocked(paths(), () => Promise.resolve('done'))).toBe('done');
  });

  it('refuses while another process holds it, names that process, and leaves its lock alone', async () => {
    await heldByAnother(async (pid) => {
      const before = await readFile(join(home, 'lock'), 'utf8');
      const refused = whileLocked(paths(), () => Promise.reject(new Error('must not run')));
      await expect(refused).rejects.toMatchObject({
        code: 'StackBusy',
        message: expect.stringContaining(`Process ${pid} `) as string,
      });
      expect(await readFile(join(home, 'lock'), 'utf8')).toBe(before);
    });
  });

  it('takes over from a process that has died without taking its lock away', async () => {
    await heldByAnother(() => Promise.resolve());
    expect(await whileLocked(paths(), () => Promise.resolve('done'))).toBe('done');
    expect(existsSync(join(home, 'lock'))).toBe(false);
  });

  it.each([
    ['a process whose id now belongs to another', `${process.pid} 1\n`],
    ['one that died while it wrote it', `${process.pid}`],
  ])('takes over the lock of %s', async (_name, lock) => {
    await writeFile(join(home, 'lock'), lock);
    expect(await whileLocked(paths(), () => Promise.resolve('done'))).toBe('done');
  });
});
