import { StatewrightError } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import type { OperationProgress, OperationResult } from '../../workflows/offline/contract.js';
import type { FollowOperationOptions } from '../offline.js';
import { exitCode } from './exit.js';
import type { Invocation } from './invocation.js';
import { operationChanges, operationScreen, resultLines } from './render/operation.js';

/** Draws sightings over each other on a screen, or prints what is new line by line elsewhere. */
class OperationDisplay {
  private drawn = 0;
  private before: OperationProgress | undefined;

  constructor(private readonly invocation: Invocation) {}

  show(progress: OperationProgress): void {
    const { world, paint, structured } = this.invocation;
    if (structured) this.invocation.printNext({ progress });
    else if (world.terminal.live) {
      const lines = operationScreen(progress, paint, world.now(), world.terminal.size());
      const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
      world.terminal.out(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
      this.drawn = lines.length;
    } else {
      const time = new Date(world.now()).toISOString().slice(11, 19);
      this.invocation.print(...operationChanges(this.before, progress).map((line) => `${time} ${line}`));
    }
    this.before = progress;
  }

  end(result: OperationResult): void {
    if (this.invocation.structured) this.invocation.printNext({ result });
    else this.invocation.print(...resultLines(result));
  }
}

export interface FollowOperation {
  /** Milliseconds; without a limit if undefined. */
  readonly timeoutMs: number | undefined;
  readonly runId?: string;
  /** What is success: another outcome answers 1. */
  readonly wanted: OperationResult['outcome'];
}

/** Shows an operation until it ends, the time is over or Ctrl-C, which ends the watching only; answers the exit code. */
export async function followUntilEnd(
  invocation: Invocation,
  key: ObjectKey,
  { timeoutMs, runId, wanted }: FollowOperation,
): Promise<number> {
  const { interrupted } = invocation.world;
  const ends = [interrupted, ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)])];
  const options: FollowOperationOptions = {
    signal: AbortSignal.any(ends),
    ...(runId !== undefined && { runId }),
  };
  const { clusters } = await invocation.statewright();
  const display = new OperationDisplay(invocation);
  let last: OperationProgress | undefined;
  for await (const { progress, result } of clusters.followOperation(key, options)) {
    if (progress && progress !== last) display.show(progress);
    last = progress ?? last;
    if (result) {
      display.end(result);
      return result.outcome === wanted ? exitCode.done : exitCode.failed;
    }
  }
  if (interrupted.aborted) {
    invocation.note(
      `No longer watching; the work goes on. Take it back: statewright offline ${key.name} --cancel -n ${key.namespace}`,
    );
    return exitCode.interrupted;
  }
  const state = last?.message ?? 'nothing is known of it.';
  throw new StatewrightError('WaitTimedOut', {
    ...key,
    goal: 'done',
    seconds: (timeoutMs ?? 0) / 1000,
    state,
  });
}
