import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paths } from './paths.js';
import { pdScript, storeScript } from './start-script.js';

const run = promisify(execFile);
const host = (nodeType: string, ordinal: number) => `keys-${nodeType}-${ordinal}.keys-${nodeType}.team-a.svc`;

/** As PD answers: /members and /stores of github.com/tikv/pd, server/api. */
const members = (...ordinals: readonly number[]) =>
  JSON.stringify({
    members: ordinals.map((ordinal) => ({
      name: `keys-pd-${ordinal}`,
      member_id: 7_000_000 + ordinal,
      peer_urls: [`http://${host('pd', ordinal)}:2380`],
    })),
  });
const stores = (...addresses: readonly string[]) =>
  JSON.stringify({
    count: addresses.length,
    stores: addresses.map((address) => ({ store: { id: 4, address } })),
  });

describe('the start of a member', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'statewright-tikv-'));
    await mkdir(path.join(root, 'bin'));
    await mkdir(path.join(root, paths.given), { recursive: true });
    await mkdir(path.join(root, paths.temporary), { recursive: true });
    await program('bin/hostname', 'exit 1');
    await program('bin/wget', 'exit 1');
    await program('bin/busybox', 'exit 1');
    for (const server of [paths.pd, paths.tikv]) await program(server, 'printf "%s\\n" "$@"');
    await file(`${paths.given}/pd-hosts`, [0, 1, 2].map((ordinal) => `${host('pd', ordinal)}\n`).join(''));
    await file(`${paths.given}/initial-cluster`, '');
    await answers({});
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  async function file(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }

  async function program(name: string, body: string): Promise<void> {
    await file(name, `#!/bin/sh\n${body}\n`);
    await chmod(path.join(root, name), 0o755);
  }

  /** What pd-1 answers; pd-0 and pd-2 do not. */
  async function answers(given: Readonly<Record<string, string>>): Promise<void> {
    const cases = Object.entries(given).map(
      ([question, text]) => `"http://${host('pd', 1)}:2379/pd/api/v1${question}") echo '${text}' ;;`,
    );
    await program('bin/curl', `for url; do :; done\ncase $url in\n${cases.join('\n')}\n*) exit 22 ;;\nesac`);
  }

  /** Runs the script with every absolute path moved into the test's folder, and no wait. */
  async function start(nodeType: 'pd' | 'tikv', ordinal: number): Promise<readonly string[]> {
    const script = nodeType === 'pd' ? pdScript : storeScript;
    const own = new RegExp(`${paths.given}|${paths.temporary}(?=/)|(?<=exec )${paths.pd}|${paths.tikv}`, 'g');
    const moved = script.replaceAll(own, (found) => path.join(root, found)).replace('sleep 120', 'sleep 0');
    const { stdout } = await run('/bin/sh', ['-c', moved], {
      env: {
        PATH: `${path.join(root, 'bin')}:/usr/bin:/bin`,
        POD_NAME: `keys-${nodeType}-${ordinal}`,
        POD_NAMESPACE: 'team-a',
        SERVICE_NAME: `keys-${nodeType}`,
        NODE_NAME: 'machine-1',
        DATA_DIRECTORY: path.join(root, 'data'),
        RAFT_DIRECTORY: path.join(root, 'raft'),
      },
    });
    return stdout.trim().split('\n');
  }

  const exists = (name: string) =>
    access(path.join(root, name)).then(
      () => true,
      () => false,
    );

  it('founds the cluster of PD with the others as long as it has not formed', async () => {
    await file(`${paths.given}/initial-cluster`, 'keys-pd-0=http://x:2380');
    expect(await start('pd', 0)).toEqual([
      '--name=keys-pd-0',
      `--data-dir=${root}/data`,
      '--client-urls=http://0.0.0.0:2379',
      `--advertise-client-urls=http://${host('pd', 0)}:2379`,
      '--peer-urls=http://0.0.0.0:2380',
      `--advertise-peer-urls=http://${host('pd', 0)}:2380`,
      `--config=${root}${paths.given}/server.toml`,
      '--initial-cluster=keys-pd-0=http://x:2380',
    ]);
  });

  it('joins the others of PD when it has formed', async () => {
    expect(await start('pd', 2)).toContain(
      `--join=http://${host('pd', 0)}:2379,http://${host('pd', 1)}:2379`,
    );
  });

  it('founds no second cluster where the only member of PD has lost its data', async () => {
    await file(`${paths.given}/pd-hosts`, `${host('pd', 0)}\n`);
    await expect(start('pd', 0)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('pd-recover') as string,
    });
  });

  it.each([
    ['the others list it', { '/members': members(0, 1, 2) }, true],
    ['nobody answers', {}, true],
    ['what answers is no list', { '/members': '{}' }, true],
    ['the others list it no more', { '/members': members(0, 1) }, false],
  ])('goes on with the data of PD or empties it where %s', async (_case, given, kept) => {
    await file('data/member/wal', 'x');
    await answers(given);
    const printed = await start('pd', 2);
    expect(await exists('data/member')).toBe(kept);
    expect(printed.some((line) => line.startsWith('--join='))).toBe(!kept);
  });

  it('waits before a member of PD that was struck off while it ran comes back, and asks again', async () => {
    await file('data/member/wal', 'x');
    await file(`${paths.temporary}/started-before`, '');
    await answers({ '/members': members(0, 1) });
    expect((await start('pd', 2))[0]).toContain('comes back in 120 s');
  });

  it.each([
    ['PD has it as Up', { '/stores': stores(`${host('tikv', 1)}:20160`), '/stores?state=2': stores() }, true],
    [
      'PD has buried it and knows it anew',
      {
        '/stores': stores(`${host('tikv', 1)}:20160`),
        '/stores?state=2': stores(`${host('tikv', 1)}:20160`),
      },
      true,
    ],
    [
      'PD knows nothing of it, as after a loss of its own',
      { '/stores': stores(), '/stores?state=2': stores() },
      true,
    ],
    ['nobody answers', {}, true],
    [
      'PD has buried another',
      { '/stores': stores(), '/stores?state=2': stores(`${host('tikv', 11)}:20160`) },
      true,
    ],
    [
      'PD has buried it',
      { '/stores': stores(), '/stores?state=2': stores(`${host('tikv', 1)}:20160`) },
      false,
    ],
  ])('goes on with the data of a store or empties it where %s', async (_case, given, kept) => {
    await file('data/db/CURRENT', 'x');
    await file('raft/log', 'x');
    await answers(given);
    await start('tikv', 1);
    expect([await exists('data/db'), await exists('raft')]).toEqual([kept, kept]);
  });

  it('gives a store the flags of its pod', async () => {
    expect(await start('tikv', 1)).toEqual([
      '--addr=0.0.0.0:20160',
      `--advertise-addr=${host('tikv', 1)}:20160`,
      '--status-addr=0.0.0.0:20180',
      `--advertise-status-addr=${host('tikv', 1)}:20180`,
      `--pd-endpoints=${[0, 1, 2].map((ordinal) => `${host('pd', ordinal)}:2379`).join(',')}`,
      `--data-dir=${root}/data`,
      '--labels=host=machine-1',
      `--config=${root}${paths.given}/server.toml`,
    ]);
  });

  it('makes itself known by its full name, where that is one of the pod', async () => {
    await program('bin/hostname', `echo ${host('tikv', 1)}.prod.example`);
    expect(await start('tikv', 1)).toContain(`--advertise-addr=${host('tikv', 1)}.prod.example:20160`);
    await program('bin/hostname', 'echo localhost');
    expect(await start('tikv', 1)).toContain(`--advertise-addr=${host('tikv', 1)}:20160`);
    expect(await readFile(path.join(root, paths.given, 'pd-hosts'), 'utf8')).toContain('keys-pd-0');
  });
});
