import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './project-root.js';

const run = promisify(execFile);

/** A program that is built from a Go module, pinned by a go.mod and go.sum of ours. */
export interface GoTool {
  readonly name: string;
  /** Folder with the go.mod and what sources we have, relative to the project. */
  readonly folder: string;
  /** The module whose version is the program's. */
  readonly module: string;
  readonly package: string;
  /** Go variables that are set at link time, by the program's version. */
  readonly variables?: (version: string) => Readonly<Record<string, string>>;
}

/**
 * The path of the program, built once and kept in `cache` under its version and a digest of what it is built from. A cold build of Helm takes over a minute
 * on two cores.
 */
export async function ensureGoTool(
  tool: GoTool,
  cache = process.env.STATEWRIGHT_CACHE ?? join(projectRoot, '.statewright/cache'),
): Promise<string> {
  const cwd = join(projectRoot, tool.folder);
  const version = moduleVersion(await readFile(join(cwd, 'go.mod'), 'utf8'), tool.module);
  const digest = await digestOf(cwd);
  const path = join(cache, 'bin', `${tool.name}-${version}-${digest}`);
  if (existsSync(path)) return path;
  await mkdir(join(cache, 'bin'), { recursive: true });
  const variables = Object.entries(tool.variables?.(version) ?? {});
  const ldflags = ['-s', '-w', ...variables.flatMap(([name, value]) => ['-X', `${name}=${value}`])].join(' ');
  // Under another name first: a build that was broken off, or one beside this one, must not leave half a program.
  const unfinished = `${path}.${process.pid}`;
  const build = ['go', 'build', '-trimpath', '-ldflags', ldflags, '-o', unfinished, tool.package];
  await run('nice', ['-n', '10', ...build], { cwd, maxBuffer: 64 << 20 });
  await rename(unfinished, path);
  return path;
}

function moduleVersion(goMod: string, module: string): string {
  const line = goMod.split('\n').find((text) =>
    text
      .replace(/^require /, '')
      .trim()
      .startsWith(`${module} v`),
  );
  const version = line?.trim().split(' ').at(-1);
  if (version === undefined) throw new Error(`go.mod does not require ${module}.`);
  return version;
}

async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = (await readdir(folder)).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).sort();
  for (const name of files) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 8);
}
