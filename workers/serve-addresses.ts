import { createAddressControllers } from '../controllers/address/controller.js';
import type { Controller } from '../controllers/runtime/controller.js';
import { EventRecorder } from '../controllers/runtime/events.js';
import type { Log, RuntimeMetrics } from '../controllers/runtime/observation.js';
import { createKubernetesClient, guardWrites, type Connection, type Permit } from '../kubernetes/index.js';

export interface AddressServiceSettings {
  readonly connection: Connection;
  /** Nothing is written without it. */
  readonly leadership: Permit;
  /** Differs for each process. */
  readonly instance: string;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

export interface AddressService {
  readonly controllers: readonly Controller[];
  /** Writes the events that wait to be written; to be called when the controllers have ended. */
  flush(): Promise<void>;
}

/** The controllers of pods' addresses for as long as this process leads. */
export function serveAddresses(settings: AddressServiceSettings): AddressService {
  const { connection, leadership, instance, log, metrics } = settings;
  const kubernetes = createKubernetesClient(guardWrites(connection, leadership));
  const events = new EventRecorder({
    client: kubernetes,
    controller: 'statewright.io/controller',
    instance,
    log,
    metrics,
  });
  return {
    controllers: createAddressControllers({ kubernetes, events, log, metrics }),
    flush: () => events.flush(),
  };
}
