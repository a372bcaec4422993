import { StatewrightError } from '../../api/errors/index.js';
import type { ObjectKey } from '../../api/names.js';
import type { ClusterSighting } from '../observe.js';
import { isReady, unreadyReason } from '../readiness.js';
import { formatSpan } from './duration.js';
import { exitCode } from './exit.js';
import type { Invocation } from './invocation.js';
import { changesBetween } from './render/changes.js';
import { messageOf, progressScreen } from './render/progress.js';
import { oneLine } from './terminal.js';

export type Goal = 'ready' | 'deleted';

export interface FollowOptions {
  /** Undefined: `deleted` for a cluster that is on its way out, else `ready`. */
  readonly goal: Goal | undefined;
  /** Milliseconds; without a limit if undefined. */
  readonly timeoutMs: number | undefined;
  /** Follow only the cluster of this UID. */
  readonly uid?: string;
}

/** Milliseconds between two drawings, so that the times of running steps go on between news. */
const redrawMs = 1_000;

/** Draws sightings over each other on a screen, or prints what is new line by line elsewhere. */
class Display {
  private drawn = 0;
  private sighting: ClusterSighting | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(private readonly invocation: Invocation) {
    if (this.redraws) this.timer = setInterval(() => this.draw(), redrawMs);
  }

  private get redraws(): boolean {
    return this.invocation.world.terminal.live && !this.invocation.structured;
  }

  show(next: ClusterSighting): void {
    const before = this.sighting;
    // What the workflow said last stands until it says something else; silence is not news about the steps.
    const progress = next.progress ?? before?.progress;
    this.sighting = next.presence === 'absent' || !progress ? next : { ...next, progress };
    if (this.invocation.structured) {
      this.invocation.printNext(next);
    } else if (this.redraws) {
      this.draw();
    } else {
      const time = new Date(this.invocation.world.now()).toISOString().slice(11, 19);
      this.invocation.print(...changesBetween(before, this.sighting).map((line) => `${time} ${line}`));
    }
  }

  /** Goes up to the first line drawn, and clears each line as it is written anew and all below. */
  private draw(): void {
    if (!this.sighting) return;
    const { terminal } = this.invocation.world;
    const lines = progressScreen(
      this.sighting,
      this.invocation.paint,
      this.invocation.world.now(),
      terminal.size(),
    );
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
    terminal.out(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
    this.drawn = lines.length;
  }

  end(): void {
    clearInterval(this.timer);
  }
}

function timedOut(
  key: ObjectKey,
  goal: Goal,
  timeoutMs: number,
  last: ClusterSighting | undefined,
): StatewrightError {
  const unready = last && goal === 'ready' ? unreadyReason(last) : undefined;
  const status = last ? oneLine(unready ?? messageOf(last)) : '';
  const missing = last?.unanswered.map((it) => it.sentence).join(' ') ?? '';
  const state = [status, missing].filter(Boolean).join(' ') || 'nothing is known of it.';
  return new StatewrightError('WaitTimedOut', { ...key, goal, seconds: timeoutMs / 1000, state });
}

/**
 * Shows the progress of a cluster until the goal is reached, the time is over or Ctrl-C; answers the exit code.
 * Throws StatewrightError `WaitTimedOut`, or `ClusterNotFound` for a cluster that is to be ready and is not there.
 */
export async function follow(
  invocation: Invocation,
  key: ObjectKey,
  options: FollowOptions,
): Promise<number> {
  const { world } = invocation;
  const { timeoutMs } = options;
  const started = world.now();
  const ends = [world.interrupted, ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)])];
  const statewright = await invocation.statewright();
  const watching = { signal: AbortSignal.any(ends), ...(options.uid !== undefined && { uid: options.uid }) };
  const display = new Display(invocation);
  let goal = options.goal;
  let last: ClusterSighting | undefined;
  try {
    for await (const sighting of statewright.clusters.watch(key, watching)) {
      last = sighting;
      const { presence, cluster } = sighting;
      if (presence === 'absent' && goal !== 'deleted')
        throw new StatewrightError('ClusterNotFound', { ...key });
      display.show(sighting);
      if (cluster) goal ??= cluster.metadata.deletionTimestamp === undefined ? 'ready' : 'deleted';
      if (presence === 'absent') return exitCode.done;
      if (goal === 'ready' && isReady(sighting)) {
        const endpoint = cluster?.status?.endpoint;
        const where = endpoint === undefined ? '' : `; it answers at ${endpoint}`;
        invocation.note(`Ready after ${formatSpan(world.now() - started)}${where}.`);
        return exitCode.done;
      }
    }
  } finally {
    display.end();
  }
  if (world.interrupted.aborted) {
    invocation.note('No longer watching; the work goes on by itself.');
    return exitCode.interrupted;
  }
  throw timedOut(key, goal ?? 'ready', timeoutMs ?? 0, last);
}
