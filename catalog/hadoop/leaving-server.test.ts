import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeavingHosts, leavingPort } from './leaving-hosts.js';
import { leavingServer } from './leaving-server.js';

// An address in 127/8 of its own, because the port is given.
const address = '127.44.90.1';

describe('the server of hosts that are to leave', () => {
  let folder: string;
  let end: () => Promise<void>;
  const hosts = () => new LeavingHosts(address, AbortSignal.timeout(20_000));
  const file = () => readFile(join(folder, 'leaving'), 'utf8');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'statewright-leaving-'));
    const program = join(folder, 'leaving-server.cjs');
    await writeFile(program, leavingServer);
    const environment = {
      POD_IP: address,
      LEAVING_FILE: join(folder, 'leaving'),
      LEAVING_PORT: `${leavingPort}`,
    };
    const child = spawn(process.execPath, [program], { env: environment, stdio: 'inherit' });
    end = async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    };
    for (;;) {
      if (child.exitCode !== null) throw new Error('it has ended');
      const answers = await hosts()
        .list()
        .then(() => true)
        .catch(() => false);
      if (answers) break;
      await sleep(20);
    }
  }, 30_000);

  afterAll(async () => {
    await end();
  });

  it('adds and removes names, and keeps them in the file one a line', async () => {
    expect(await hosts().list()).toEqual([]);
    await hosts().add('b.example:9866');
    expect(await hosts().add('a.example')).toEqual(['a.example', 'b.example:9866']);
    expect(await file()).toBe('a.example\nb.example:9866\n');
    expect(await hosts().add('a.example')).toEqual(['a.example', 'b.example:9866']);
    expect(await hosts().remove('nobody')).toEqual(['a.example', 'b.example:9866']);
    await hosts().remove('a.example');
    expect(await hosts().remove('b.example:9866')).toEqual([]);
    expect(await file()).toBe('');
  });

  it('loses none of those that are added at the same time', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `host-${index + 10}`);
    await Promise.all(names.map((name) => hosts().add(name)));
    expect(await hosts().list()).toEqual(names);
    await Promise.all(names.map((name) => hosts().remove(name)));
    expect(await hosts().list()).toEqual([]);
  });

  it.each(['../x', 'a%0Ab', 'A.example', 'a b', '-a', 'a:', 'a:123456', ''])(
    'refuses %j, which is no host',
    async (name) => {
      await expect(hosts().add(name)).rejects.toThrow();
      expect(await hosts().list()).toEqual([]);
    },
  );

  it('listens at the address of its pod alone', async () => {
    const other = createServer();
    other.listen(leavingPort, '127.44.90.2');
    await once(other, 'listening');
    other.close();
  });
});
