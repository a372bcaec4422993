import { join } from 'node:path';
import { StatewrightError } from '../../api/errors/index.js';
import type { Stack } from '../stack.js';
import { programRunner } from './program.js';
import type { Step } from './step.js';

/** What a person sees of the steps. `elapsedMs` counts from the start of the step. */
export interface StepProgress {
  started(step: Step): void;
  line(step: Step, line: string): void;
  ended(step: Step, elapsedMs: number): void;
  failed(step: Step, elapsedMs: number): void;
}

/** All steps that the given ones need, themselves included, each once. */
export function closure(steps: readonly Step[]): readonly Step[] {
  const all = new Set<Step>();
  const visit = (step: Step): void => {
    if (all.has(step)) return;
    step.needs.forEach(visit);
    all.add(step);
  };
  steps.forEach(visit);
  return [...all];
}

/**
 * Runs the steps and what they need, each as soon as its needs are done. When one fails, those that run are ended,
 * and the first failure is thrown as StatewrightError `StackStepFailed`.
 */
export async function runSteps(
  steps: readonly Step[],
  stack: Stack,
  progress: StepProgress,
  now: () => number,
): Promise<void> {
  const failing = new AbortController();
  const runs = new Map<Step, Promise<void>>();
  for (const step of closure(steps)) {
    const needed = step.needs.map((need) => runs.get(need) ?? Promise.resolve());
    runs.set(
      step,
      Promise.all(needed).then(() => runStep(step, stack, progress, now, failing)),
    );
  }
  const results = await Promise.allSettled(runs.values());
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (failing.signal.aborted) throw failing.signal.reason;
  if (reasons.length > 0) throw reasons[0];
}

async function runStep(
  step: Step,
  stack: Stack,
  progress: StepProgress,
  now: () => number,
  failing: AbortController,
): Promise<void> {
  failing.signal.throwIfAborted();
  const log = join(stack.paths.logs, `prepare-${step.name}.log`);
  const began = now();
  progress.started(step);
  try {
    await step.run({
      stack,
      report: (line) => progress.line(step, line),
      run: programRunner(log, failing.signal),
    });
    progress.ended(step, now() - began);
  } catch (error) {
    progress.failed(step, now() - began);
    const reason = error instanceof Error ? error.message : String(error);
    const failure =
      error instanceof StatewrightError
        ? error
        : new StatewrightError('StackStepFailed', { step: step.name, reason, log }, { cause: error });
    if (!failing.signal.aborted) failing.abort(failure);
    throw failure;
  }
}
