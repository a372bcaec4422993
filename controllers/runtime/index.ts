export { findCondition, setCondition, type ConditionUpdate } from './conditions.js';
export {
  Controller,
  watching,
  type ControllerSettings,
  type ReconcileContext,
  type Source,
} from './controller.js';
export { EventRecorder, type EventRecorderSettings, type Occurrence, type Regarding } from './events.js';
export { LeaseElection, type Leadership, type LeaseElectionSettings } from './lease-election.js';
export { noLog, noMetrics, type Log, type RuntimeMetrics } from './observation.js';
export { controllerKey, controllerOf } from './owners.js';
export { Reflector, type ReflectorSettings } from './reflector.js';
export type { Change } from './replica.js';
export { runControllers, type RunOptions } from './run-controllers.js';
export { keyOf, refOf, type Indexers, type Key, type ReadonlyStore } from './store.js';
export { WorkQueue, type WorkOptions, type WorkQueueSettings, type WorkResult } from './work-queue.js';
