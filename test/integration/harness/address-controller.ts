import { StatewrightError } from '../../../api/errors/index.js';
import { createAddressControllers } from '../../../controllers/address/controller.js';
import {
  EventRecorder,
  noLog,
  noMetrics,
  runControllers,
  type Log,
} from '../../../controllers/runtime/index.js';
import type { KubernetesClient } from '../../../kubernetes/index.js';

/** The controllers of addresses, as a process would run them, that a test stops or kills. */
export class AddressController {
  readonly #stop = new AbortController();
  readonly #death = new AbortController();
  readonly #running: Promise<void>;
  readonly #events: EventRecorder;

  constructor(client: KubernetesClient, log: Log = noLog) {
    this.#events = new EventRecorder({ client, controller: 'statewright.io/addresses', instance: 'test' });
    const death = this.#death.signal;
    const leadership = {
      signal: death,
      transitions: 1,
      get held() {
        return !death.aborted;
      },
      assertHeld: () => death.throwIfAborted(),
    };
    const controllers = createAddressControllers({
      kubernetes: client,
      events: this.#events,
      log,
      metrics: noMetrics,
    });
    this.#running = runControllers({ controllers, stop: this.#stop.signal, leadership, drainMs: 5_000 });
  }

  /** Lets it finish what it has in hand. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#events.flush();
  }

  /** From one moment to the next. */
  async kill(): Promise<void> {
    this.#death.abort(new StatewrightError('LeaseLost', { lease: 'test' }));
    this.#stop.abort();
    await this.#running;
  }
}
