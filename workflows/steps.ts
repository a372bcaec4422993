import type { Step, StepState } from './cluster/contract.js';

/** The steps after the one of that name came into that state. One that is done keeps its last detail unless it is given another. */
export function withStep(
  steps: readonly Step[],
  name: string,
  state: StepState,
  detail: string,
  now: number,
): Step[] {
  return steps.map((step) => {
    if (step.name !== name) return step;
    const startedAt = step.startedAt ?? now;
    return state === 'Done'
      ? { name, state, detail: detail || step.detail, startedAt, finishedAt: now }
      : { name, state, detail, startedAt };
  });
}
