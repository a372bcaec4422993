import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Stack } from '../stack.js';
import type { Step, StepContext } from './step.js';

/** A program that is built from Go modules, pinned by a go.mod and go.sum of ours. */
export interface GoProgram {
  /** Name in the cache, before its version. */
  readonly name: string;
  /** Folder of the project with go.mod, go.sum and what sources we have. */
  readonly folder: string;
  /** The module whose version is the program's; absent for a program of ours, which has the project's version. */
  readonly module?: string;
  /** What to build: an import path, or `.` for our own main. */
  readonly package: string;
  /** Go variables set at link time. */
  readonly variables?: (version: string) => Readonly<Record<string, string>>;
  /** Without C: it runs wherever the kernel does, in any image. */
  readonly static?: boolean;
  /** How long a first build takes on two cores, for the person who waits. */
  readonly takes: string;
}

/** Where the program lies in the cache once it is built: under its version and a digest of what it is built from. */
export async function goProgramPath(program: GoProgram, { paths }: Stack): Promise<string> {
  const { version, digest } = await identify(program, paths.project);
  return join(paths.bin, `${program.name}-${version}-${digest}`);
}

/** Builds the program unless the cache has it, and names it `<name>-<version>` and `<name>` beside it. */
export function buildGoProgram(program: GoProgram): Step {
  return {
    name: program.name,
    needs: [],
    async run(context) {
      const path = await goProgramPath(program, context.stack);
      if (!existsSync(path)) await build(program, path, context);
      const { version } = await identify(program, context.stack.paths.project);
      await point(join(context.stack.paths.bin, program.name), basename(path));
      await point(join(context.stack.paths.bin, `${program.name}-${version}`), basename(path));
    },
  };
}

async function build(program: GoProgram, path: string, { stack, run, report }: StepContext): Promise<void> {
  const cwd = join(stack.paths.project, program.folder);
  const { version } = await identify(program, stack.paths.project);
  report(`building ${program.module ?? program.name} ${version}; the first time takes ${program.takes}`);
  await mkdir(stack.paths.bin, { recursive: true });
  const variables = Object.entries(program.variables?.(version) ?? {});
  const ldflags = ['-s', '-w', ...variables.flatMap(([name, value]) => ['-X', `${name}=${value}`])].join(' ');
  // Under another name first: a build that was broken off, or one beside this one, must not leave half a program.
  const unfinished = `${path}.${process.pid}`;
  const environment = program.static === true ? { CGO_ENABLED: '0' } : undefined;
  await run('go', ['build', '-trimpath', '-ldflags', ldflags, '-o', unfinished, program.package], {
    cwd,
    ...(environment && { environment }),
  });
  await rename(unfinished, path);
}

async function point(link: string, target: string): Promise<void> {
  const unfinished = `${link}.${process.pid}`;
  await rm(unfinished, { force: true });
  await symlink(target, unfinished);
  await rename(unfinished, link);
}

async function identify(
  { folder, module }: GoProgram,
  project: string,
): Promise<{ readonly version: string; readonly digest: string }> {
  const directory = join(project, folder);
  const hash = createHash('sha256');
  const files = (await readdir(directory))
    .filter((name) => /\.go$|^go\.(mod|sum)$/.test(name) && !name.endsWith('_test.go'))
    .sort();
  for (const name of files) hash.update(name).update(await readFile(join(directory, name)));
  const version =
    module === undefined
      ? await projectVersion(project)
      : requiredVersion(await readFile(join(directory, 'go.mod'), 'utf8'), module);
  return { version, digest: hash.digest('hex').slice(0, 8) };
}

async function projectVersion(project: string): Promise<string> {
  const text = await readFile(join(project, 'package.json'), 'utf8');
  return `v${z.object({ version: z.string() }).parse(JSON.parse(text)).version}`;
}

/** The version of a module that a go.mod requires. */
export function requiredVersion(goMod: string, module: string): string {
  for (const line of goMod.split('\n')) {
    const [name, version] = line
      .replace(/^require /, '')
      .trim()
      .split(' ');
    if (name === module && version?.startsWith('v') === true) return version;
  }
  throw new Error(`go.mod does not require ${module}`);
}
