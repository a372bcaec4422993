import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generatedFiles } from './generated-files.js';

/**
 * `node dist/tools/generate.js [--check] [FOLDER]` writes what is made from api/ and catalog/ into the project (or the
 * folder); with `--check` it writes nothing and ends with 1 if a file is not what it would write.
 */
async function main(options: readonly string[]): Promise<number> {
  const check = options.includes('--check');
  const root = options.find((option) => !option.startsWith('--')) ?? process.cwd();
  let stale = 0;
  for (const { file, content } of generatedFiles()) {
    const target = path.join(root, file);
    if ((await readText(target)) === content) continue;
    stale += 1;
    if (check) {
      console.error(`${file} is stale: run "npm run generate" and commit the result.`);
      continue;
    }
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    console.log(`${file} written.`);
  }
  return check && stale > 0 ? 1 : 0;
}

/** Undefined if there is no such file. */
async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));
