import type { Guard } from '../../api/membership.js';
import type { OperationKind } from '../../api/offline/requests.js';
import type { Step, StepState } from '../cluster/contract.js';
import type { OperationProgress, OperationState } from './contract.js';
import { withStep } from '../steps.js';

/** The state of an operation that people see. */
export class OperationView {
  state: OperationState = 'Running';
  message = 'Looking at the cluster';
  private steps: Step[] = [];
  private guards: readonly Guard[] = [];
  private remaining: Readonly<Record<string, number>> = {};

  constructor(
    private readonly kind: OperationKind,
    private readonly members: readonly string[],
    private readonly forced: string | undefined,
    /** Milliseconds since the epoch by the workflow's clock. */
    private readonly now: () => number,
    /** Called after each change with the sentence to show. */
    private readonly changed: (message: string) => void,
  ) {}

  begin(names: readonly string[]): void {
    this.steps = names.map((name) => ({ name, state: 'Pending', detail: '' }));
  }

  step(name: string, state: StepState, detail = ''): void {
    this.steps = withStep(this.steps, name, state, detail, this.now());
    if (state === 'Running' || state === 'Blocked') {
      this.state = state;
      this.say(detail === '' ? name : `${name}: ${detail}`);
    }
  }

  saw(guards: readonly Guard[]): void {
    this.guards = guards;
  }

  left(remaining: Readonly<Record<string, number>>): void {
    this.remaining = remaining;
  }

  /** Adds a step that no plan had, for what is taken back. */
  append(name: string): void {
    this.steps = [...this.steps, { name, state: 'Pending', detail: '' }];
  }

  become(state: OperationState, message: string): void {
    this.state = state;
    this.say(message);
  }

  snapshot(): OperationProgress {
    const { kind, members, state, message, steps, guards, remaining, forced } = this;
    return {
      kind,
      members,
      state,
      message,
      steps,
      guards,
      remaining,
      ...(forced !== undefined && { forced }),
    };
  }

  private say(message: string): void {
    this.message = message;
    this.changed(message);
  }
}
