import type { World } from './world.js';

/** One that keeps TVS as Kubernetes says, and has just been started. */
export interface Running {
  /** Seconds from its start until it has compared every Service with what TVS has. */
  readonly knownSeconds: number;
  /** Resident memory right after that; of several processes, the one that watches. */
  readonly residentMiB: number;
  /** Processor time so far of all that it consists of. */
  processorMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it, and returns when it has compared all. */
export type StartContestant = (world: World, signal: AbortSignal) => Promise<Running>;

/** How long a start may take. */
export const START_TIMEOUT_MS = 120_000;
export const MIB = 2 ** 20;
