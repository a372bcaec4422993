import { mkdtemp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CniInstall } from './cni-install.js';
import { configuration } from './configuration.js';

const socket = '/run/statewright/cni.sock';
let directory: string;
let lines: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'statewright-cni-install-'));
  lines = [];
  await writeFile(at('program'), 'the plugin');
});
afterEach(async () => rm(directory, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => join(directory, ...names);
const plugin = (): string => at('bin', 'statewright-cni');
const conflist = (): string => at('net.d', '10-statewright.conflist');

function install(folders: { readonly bin?: boolean; readonly conf?: boolean } = {}): CniInstall {
  const say = (level: string) => (fields: object, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  return new CniInstall({
    program: at('program'),
    socket,
    binDirectory: folders.bin === false ? undefined : at('bin'),
    confDirectory: folders.conf === false ? undefined : at('net.d'),
    log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
  });
}

describe('telling the container runtime of the plugin', () => {
  it('puts the program and the configuration into its folders, and nothing else', async () => {
    const installing = install();
    expect(installing.trouble).toContain('not been told');
    await installing.attempt();
    expect(installing.trouble).toBeUndefined();
    expect(await readFile(plugin(), 'utf8')).toBe('the plugin');
    expect((await stat(plugin())).mode & 0o777).toBe(0o755);
    expect(await readFile(conflist(), 'utf8')).toBe(configuration(socket));
    expect((await stat(conflist())).mode & 0o777).toBe(0o600);
    expect([...(await readdir(at('bin'))), ...(await readdir(at('net.d')))]).toHaveLength(2);
  });

  it('leaves files alone that are as they should be', async () => {
    await install().attempt();
    const before = [await stat(plugin()), await stat(conflist())].map(({ ino }) => ino);
    lines = [];
    await install().attempt();
    expect([await stat(plugin()), await stat(conflist())].map(({ ino }) => ino)).toEqual(before);
    expect(lines).toEqual([]);
  });

  it('replaces an older plugin as a whole: who runs or reads it goes on with the old file', async () => {
    await install().attempt();
    const old = await stat(plugin());
    await writeFile(at('program'), 'a newer plugin');
    await install().attempt();
    expect(await readFile(plugin(), 'utf8')).toBe('a newer plugin');
    expect((await stat(plugin())).ino).not.toBe(old.ino);
  });

  it('writes over what a killed process left half written', async () => {
    await mkdir(at('net.d'));
    await writeFile(at('net.d', '.10-statewright.conflist.new'), '{"half');
    await install().attempt();
    expect(await readdir(at('net.d'))).toEqual(['10-statewright.conflist']);
  });

  it('never touches configurations of others, and says which of them the runtime takes', async () => {
    await mkdir(at('net.d'));
    await writeFile(at('net.d', '05-first.conflist'), 'theirs');
    await symlink('/nowhere', at('net.d', '87-bridge.conflist'));
    await install().attempt();
    expect((await readdir(at('net.d'))).sort()).toEqual([
      '05-first.conflist',
      '10-statewright.conflist',
      '87-bridge.conflist',
    ]);
    expect(await readFile(at('net.d', '05-first.conflist'), 'utf8')).toBe('theirs');
    expect(lines.find((line) => line.startsWith('warn'))).toMatch(/comes before.*05-first/);
    expect(lines.at(-1)).toMatch(/come after.*87-bridge/);
  });

  it('tells the runtime nothing while the program is not in place, says so once, and tries again', async () => {
    await rm(at('program'));
    const installing = install();
    await installing.attempt();
    await installing.attempt();
    expect(installing.trouble).toContain('ENOENT');
    expect(lines).toHaveLength(1);
    await expect(stat(conflist())).rejects.toThrow('ENOENT');
    await writeFile(at('program'), 'the plugin');
    await installing.attempt();
    expect(installing.trouble).toBeUndefined();
    expect(await readFile(conflist(), 'utf8')).toBe(configuration(socket));
  });

  it('leaves to others what they take care of', async () => {
    const installing = install({ bin: false, conf: false });
    await installing.attempt();
    expect(installing.trouble).toBeUndefined();
    expect(await readdir(directory)).toEqual(['program']);
  });
});
