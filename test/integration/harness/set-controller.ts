import { StatewrightError } from '../../../api/errors/index.js';
import { createSetControllers } from '../../../controllers/advanced-stateful-set/controller.js';
import type { SetKindName } from '../../../controllers/advanced-stateful-set/set-kind.js';
import {
  EventRecorder,
  noLog,
  noMetrics,
  runControllers,
  type Log,
} from '../../../controllers/runtime/index.js';
import type { KubernetesClient } from '../../../kubernetes/index.js';

export interface SetControllerOptions {
  readonly kinds?: readonly SetKindName[];
  readonly log?: Log;
}

/** The controllers of sets of one namespace, as a process would run them, that a test stops or kills. */
export class SetController {
  readonly #stop = new AbortController();
  readonly #death = new AbortController();
  readonly #running: Promise<void>;
  readonly #recorders: readonly EventRecorder[];

  constructor(client: KubernetesClient, namespace: string, options: SetControllerOptions = {}) {
    const recorder = (): EventRecorder =>
      new EventRecorder({ client, controller: 'statewright.io/sets', instance: 'test' });
    const [warnings, successes] = [recorder(), recorder()];
    this.#recorders = [warnings, successes];
    const controllers = createSetControllers({
      kubernetes: client,
      kinds: options.kinds ?? ['statewright.io'],
      namespaces: [namespace],
      events: { warnings, successes },
      log: options.log ?? noLog,
      metrics: noMetrics,
    });
    const death = this.#death.signal;
    const leadership = {
      signal: death,
      transitions: 1,
      get held() {
        return !death.aborted;
      },
      assertHeld: () => death.throwIfAborted(),
    };
    this.#running = runControllers({ controllers, stop: this.#stop.signal, leadership, drainMs: 5_000 });
  }

  /** Lets it finish what it has in hand. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#recorders.map((recorder) => recorder.flush()));
  }

  /** From one moment to the next. */
  async kill(): Promise<void> {
    this.#death.abort(new StatewrightError('LeaseLost', { lease: 'test' }));
    this.#stop.abort();
    await this.#running;
  }
}
