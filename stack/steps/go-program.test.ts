import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../test/harness/project-root.js';
import { describeStack, type Stack } from '../stack.js';
import { buildGoProgram, goProgramPath, requiredVersion, type GoProgram } from './go-program.js';
import * as programs from './programs.js';
import type { RunProgram } from './step.js';

const goMod = `module example/own

go 1.25.0

require k8s.io/kubernetes v1.35.4

require (
	go.etcd.io/etcd/server/v3 v3.6.5
	k8s.io/api v0.35.4 // indirect
)

replace (
	k8s.io/apiserver => k8s.io/apiserver v0.35.4
)
`;

describe('requiredVersion', () => {
  it.each([
    ['on a line of its own', 'k8s.io/kubernetes', 'v1.35.4'],
    ['in a block', 'go.etcd.io/etcd/server/v3', 'v3.6.5'],
    ['indirectly', 'k8s.io/api', 'v0.35.4'],
  ])('reads a module that is required %s', (_name, module, expected) => {
    expect(requiredVersion(goMod, module)).toBe(expected);
  });

  it.each([
    ['is not there', 'github.com/coredns/coredns'],
    ['is replaced only', 'k8s.io/apiserver'],
    ['only begins another name', 'k8s.io/kube'],
  ])('names a module that %s', (_name, module) => {
    expect(() => requiredVersion(goMod, module)).toThrow(`go.mod does not require ${module}`);
  });

  it.each([programs.kubernetes, programs.coredns, programs.supervisor, programs.localPath])(
    'finds the version of $name in our own go.mod',
    async ({ folder, module }) => {
      const ours = await readFile(join(projectRoot, folder, 'go.mod'), 'utf8');
      expect(requiredVersion(ours, module ?? 'none')).toMatch(/^v\d+\.\d+\.\d+$/);
    },
  );
});

const program: GoProgram = {
  name: 'kubernetes',
  folder: 'stack/kubernetes',
  module: 'k8s.io/kubernetes',
  package: '.',
  variables: (version) => ({ 'main.version': version }),
  takes: 'a moment',
};

describe('a program in the cache', () => {
  let stack: Stack;
  let builds: (readonly string[])[];
  let environments: unknown[];

  beforeEach(async () => {
    const project = await mkdtemp(join(tmpdir(), 'statewright-go-'));
    stack = describeStack({}, project);
    builds = [];
    environments = [];
    await mkdir(join(project, 'stack/kubernetes'), { recursive: true });
    await writeSource('go.mod', goMod);
    await writeSource('main.go', 'package main\n');
  });
  afterEach(async () => {
    await rm(stack.paths.project, { recursive: true });
  });

  async function writeSource(file: string, text: string): Promise<void> {
    await writeFile(join(stack.paths.project, 'stack/kubernetes', file), text);
  }

  /** In place of the compiler: notes how it was called and writes the output file. */
  const compile: RunProgram = async (_file, args, options) => {
    builds.push(args);
    environments.push(options?.environment);
    await writeFile(args[args.indexOf('-o') + 1] ?? '', `build ${builds.length}`);
    return '';
  };

  async function prepare(run: RunProgram = compile, of: GoProgram = program): Promise<void> {
    await buildGoProgram(of).run({ stack, run, report: () => undefined });
  }

  it('is built once, with its version linked in, and found by its name and by its version', async () => {
    await prepare();
    await prepare();
    expect(builds).toHaveLength(1);
    expect(builds[0]).toContain('-s -w -X main.version=v1.35.4');
    for (const name of ['kubernetes', 'kubernetes-v1.35.4'])
      expect(await readFile(join(stack.paths.bin, name), 'utf8')).toBe('build 1');
  });

  it('is built anew when its sources differ, and the name follows', async () => {
    await prepare();
    await writeSource('main.go', 'package main // other\n');
    await prepare();
    expect(builds).toHaveLength(2);
    expect(await readFile(join(stack.paths.bin, 'kubernetes'), 'utf8')).toBe('build 2');
  });

  it.each(['README.md', 'main_test.go'])('is not built anew for %s, which is not compiled', async (file) => {
    const before = await goProgramPath(program, stack);
    await writeSource(file, 'words\n');
    expect(await goProgramPath(program, stack)).toBe(before);
  });

  it('has the version of the project when it is ours, and needs no C library when it says so', async () => {
    await writeFile(join(stack.paths.project, 'package.json'), '{"version":"7.8.9"}');
    const { folder, takes } = program;
    const variables = (version: string): Record<string, string> => ({ 'main.version': version });
    await prepare(compile, { name: 'own', folder, package: '.', variables, takes, static: true });
    await prepare();
    expect(builds[0]).toContain('-s -w -X main.version=v7.8.9');
    expect(await readFile(join(stack.paths.bin, 'own-v7.8.9'), 'utf8')).toBe('build 1');
    expect(environments).toEqual([{ CGO_ENABLED: '0' }, undefined]);
  });

  it('does not appear under its name when the build is broken off', async () => {
    const broken: RunProgram = async (file, args) => {
      await compile(file, args);
      throw new Error('killed');
    };
    await expect(prepare(broken)).rejects.toThrow('killed');
    expect(existsSync(join(stack.paths.bin, 'kubernetes'))).toBe(false);
    expect(existsSync(await goProgramPath(program, stack))).toBe(false);
    await prepare();
    expect(await readdir(stack.paths.bin)).toContain(basename(await goProgramPath(program, stack)));
  });
});
