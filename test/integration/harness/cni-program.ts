import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../harness/project-root.js';
import { describeStack } from '../../../stack/stack.js';
import { goProgramPath } from '../../../stack/steps/go-program.js';
import { programRunner } from '../../../stack/steps/program.js';
import { cni, cniProgram } from '../../../stack/steps/programs.js';

/** The path of the CNI plugin, built from the sources that are here unless the cache has it. */
export async function builtCniProgram(): Promise<string> {
  const stack = describeStack(process.env, projectRoot);
  await mkdir(stack.paths.logs, { recursive: true });
  const run = programRunner(join(stack.paths.logs, `${cni.name}.log`), new AbortController().signal);
  await cniProgram.run({ stack, run, report: () => undefined });
  return goProgramPath(cni, stack);
}
