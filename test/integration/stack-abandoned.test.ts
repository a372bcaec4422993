import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAbandoned } from '../../stack/network/abandoned.js';
import { recordsFolder } from '../../stack/paths.js';
import { startTimeOf } from '../../stack/processes/record.js';
import { ServerProcess } from './harness/child.js';
import { waitUntil } from './harness/wait-until.js';

const run = promisify(execFile);
const namespace = `swtest-abandoned-${process.pid}`;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'statewright-abandoned-'));
  await run('ip', ['netns', 'add', namespace]);
});
afterEach(async () => {
  await run('ip', ['netns', 'delete', namespace]);
  await rm(home, { recursive: true });
});

describe('the network of another checkout', () => {
  it('is taken over when nothing runs there, by its records and by its namespaces', async () => {
    expect(await isAbandoned(home, [namespace])).toBe(true);
    expect(await isAbandoned(join(home, 'removed'), [namespace])).toBe(true);
  });

  it('is let be while a process runs that was started for it', async () => {
    const startedAt = startTimeOf(await readFile('/proc/self/stat', 'utf8'));
    await mkdir(recordsFolder(home), { recursive: true });
    const record = join(recordsFolder(home), 'server');
    await writeFile(record, `${process.pid} ${startedAt}\n`);
    expect(await isAbandoned(home, [])).toBe(false);
    // The same id, given to another process since.
    await writeFile(record, `${process.pid} 1\n`);
    expect(await isAbandoned(home, [])).toBe(true);
  });

  it('is let be while a process runs in a namespace of it, though its records are gone', async () => {
    const log = join(home, 'sleep.log');
    const server = ServerProcess.start('ip', 'ip', ['netns', 'exec', namespace, 'sleep', '60'], log);
    await waitUntil('it is in use', async () => !(await isAbandoned(home, [namespace])), {
      timeoutMs: 10_000,
    });
    await server.kill();
    await waitUntil('it is not in use any more', () => isAbandoned(home, [namespace]), { timeoutMs: 10_000 });
  });
});
