import type { Registry } from 'prom-client';
import type { Logger } from './logging.js';
import type { Settings } from './settings.js';

/** What every role gets from its process. */
export interface RoleContext {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Aborted when the process was asked to end; a role then finishes what is in flight and returns. */
  readonly signal: AbortSignal;
  /** Tells `/readyz` why the role is not at work, or that it is (undefined). */
  readonly setNotReady: (reason: string | undefined) => void;
}

/** Runs until its signal, or throws if it cannot go on; the process then ends and is started again from outside. */
export type Role = (context: RoleContext) => Promise<void>;
