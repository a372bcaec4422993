import { join } from 'node:path';
import type { StepContext } from '../steps/step.js';

let last: Promise<unknown> = Promise.resolve();

/** Runs Maven on the cache's own repository, one after the other: two at once would write to it at the same time. */
export async function maven({ stack, run }: StepContext, args: readonly string[]): Promise<void> {
  const repository = join(stack.paths.cache, 'maven');
  const turn = last.then(() =>
    run('mvn', [
      '--quiet',
      '--batch-mode',
      '--strict-checksums',
      `-Dmaven.repo.local=${repository}`,
      ...args,
    ]),
  );
  last = turn.catch(() => undefined);
  await turn;
}
