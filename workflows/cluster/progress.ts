import type { Guard } from '../../api/membership.js';
import type { KnownFailure } from '../failure.js';
import type { ClusterPhase, ClusterProgress, Step, StepState } from './contract.js';
import { withStep } from '../steps.js';

/** The state that people see, changed only by the methods below. Holds no more than the query returns. */
export class Progress {
  phase: ClusterPhase = 'Pending';
  generation = 0;
  message = 'Looking at the cluster';
  private steps: Step[] = [];
  private failure: KnownFailure | undefined;
  private guards: readonly Guard[] = [];

  constructor(
    /** Milliseconds since the epoch by the workflow's clock. */
    private readonly now: () => number,
    /** Called after each change with the sentence to show. */
    private readonly changed: (message: string) => void,
  ) {}

  /** Starts a new list of steps. */
  begin(phase: ClusterPhase, generation: number, names: readonly string[]): void {
    this.phase = phase;
    this.generation = generation;
    this.failure = undefined;
    this.guards = [];
    this.steps = names.map((name) => ({ name, state: 'Pending', detail: '' }));
    this.say(names[0] ?? '');
  }

  /** Takes over the steps of a run that this one continues. */
  resume(steps: readonly Step[]): void {
    this.steps = [...steps];
  }

  /**
   * Adds a step that no plan had, right before `parent`, unless it is there. One of an earlier rollout that a run before this one
   * left behind begins anew.
   */
  insert(name: string, parent: string): void {
    const place = this.steps.findIndex((step) => step.name === parent);
    const others = this.steps.filter((step) => step.name !== name);
    const at = place === -1 ? others.length : others.findIndex((step) => step.name === parent);
    this.steps = [...others.slice(0, at), { name, state: 'Pending', detail: '' }, ...others.slice(at)];
  }

  /** All guards of the member in progress as they were last seen. */
  saw(guards: readonly Guard[]): void {
    this.guards = guards;
  }

  step(name: string, state: StepState, detail = ''): void {
    this.steps = withStep(this.steps, name, state, detail, this.now());
    if (state !== 'Done') this.say(detail === '' ? name : `${name}: ${detail}`);
  }

  /** Marks the step in progress as blocked and says by what. */
  block(failure: KnownFailure): void {
    this.phase = 'Blocked';
    this.failure = failure;
    this.steps = this.steps.map((step) =>
      step.state === 'Running' ? { ...step, state: 'Blocked', detail: failure.sentence } : step,
    );
    this.say(`${failure.sentence} ${failure.remedy}`);
  }

  /** The step waits for what `failure` says, and goes on by itself. */
  hold(name: string, failure: KnownFailure): void {
    this.phase = 'Blocked';
    this.failure = failure;
    this.step(name, 'Blocked', failure.sentence);
  }

  /** What held the step up has passed. */
  goOn(name: string, phase: ClusterPhase, detail: string): void {
    this.phase = phase;
    this.failure = undefined;
    this.step(name, 'Running', detail);
  }

  rest(phase: ClusterPhase, generation: number, message: string): void {
    this.phase = phase;
    this.generation = generation;
    this.failure = undefined;
    this.guards = [];
    this.say(message);
  }

  snapshot(): ClusterProgress {
    const { phase, generation, message, steps, failure, guards } = this;
    const blockedBy = failure && { code: failure.code, sentence: failure.sentence, remedy: failure.remedy };
    return {
      phase,
      generation,
      message,
      steps,
      ...(blockedBy && { blockedBy }),
      ...(guards.length > 0 && { guards }),
    };
  }

  private say(message: string): void {
    this.message = message;
    this.changed(message);
  }
}
