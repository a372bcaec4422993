import { createSetControllers } from '../controllers/advanced-stateful-set/controller.js';
import type { SetKindName } from '../controllers/advanced-stateful-set/set-kind.js';
import type { Controller } from '../controllers/runtime/controller.js';
import { EventRecorder } from '../controllers/runtime/events.js';
import type { Log, RuntimeMetrics } from '../controllers/runtime/observation.js';
import { createKubernetesClient, guardWrites, type Connection, type Permit } from '../kubernetes/index.js';

export interface SetServiceSettings {
  readonly connection: Connection;
  /** Nothing is written without it. */
  readonly leadership: Permit;
  readonly kinds: readonly SetKindName[];
  readonly namespaces: readonly (string | undefined)[];
  /** Differs for each process. */
  readonly instance: string;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

export interface SetService {
  readonly controllers: readonly Controller[];
  /** Writes the events that wait to be written; to be called when the controllers have ended. */
  flush(): Promise<void>;
}

/** The controllers of sets for as long as this process leads. */
export function serveSets(settings: SetServiceSettings): SetService {
  const { connection, leadership, kinds, namespaces, instance, log, metrics } = settings;
  const kubernetes = createKubernetesClient(guardWrites(connection, leadership));
  const recorder = (): EventRecorder =>
    new EventRecorder({
      client: kubernetes,
      controller: 'statewright.io/controller',
      instance,
      log,
      metrics,
    });
  const [warnings, successes] = [recorder(), recorder()];
  return {
    controllers: createSetControllers({
      kubernetes,
      kinds,
      namespaces,
      events: { warnings, successes },
      log,
      metrics,
    }),
    async flush() {
      await Promise.all([warnings.flush(), successes.flush()]);
    },
  };
}
