import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configureScript } from './configure-script.js';
import { opensearchEngine } from './engine.js';
import { pathsOf } from './paths.js';

const run = promisify(execFile);
const paths = pathsOf(opensearchEngine);

describe('the step that prepares the configuration', () => {
  let root: string;

  /** The script with every absolute path moved into a folder of the test's own, with this many open files allowed. */
  const configure = (openFiles: number) => {
    const moved = [paths.home, paths.configuration, paths.given].reduce(
      (script, folder) => script.replaceAll(folder, path.join(root, folder)),
      configureScript(opensearchEngine),
    );
    return run('/bin/sh', ['-c', `ulimit -n ${openFiles}\n${moved}`]);
  };
  const made = (file: string) => readFile(path.join(root, paths.configuration, file), 'utf8');

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'statewright-configure-'));
    const files = {
      [`${paths.home}/config/jvm.options`]: 'of the image',
      [`${paths.home}/config/opensearch.yml`]: 'of the image',
      [`${paths.home}/config/jvm.options.d/site.options`]: 'of the image',
      [`${paths.given}/opensearch.yml`]: 'ours',
      [`${paths.given}/log4j2.properties`]: 'ours',
    };
    await mkdir(path.join(root, paths.configuration), { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), content);
    }
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it("keeps the image's files and lays ours over them, as often as it runs", async () => {
    await configure(1024);
    await configure(1024);
    expect(await made('jvm.options')).toBe('of the image');
    expect(await made('jvm.options.d/site.options')).toBe('of the image');
    expect(await made('opensearch.yml')).toBe('ours');
    expect(await made('log4j2.properties')).toBe('ours');
  });

  it('leaves the check of open files in force where the image brings nothing against it', async () => {
    await configure(1024);
    expect(await readdir(path.join(root, paths.configuration, 'jvm.options.d'))).toEqual(['site.options']);
  });

  it('says so and goes on where few files can be open and the image is made for that', async () => {
    await mkdir(path.join(root, paths.home, 'few-open-files'));
    const { stdout } = await configure(1024);
    expect(stdout).toContain('allows 1024 open files, OpenSearch wants 65535');
    expect(await made('jvm.options.d/few-open-files.options')).toMatch(/^--patch-module=jdk\.management=\//);
  });
});
