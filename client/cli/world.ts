import type { CliSettings, Environment } from './settings.js';
import type { Statewright } from '../statewright.js';
import type { Terminal } from './terminal.js';

/** Everything outside the program that a command touches; given by main.ts, and by tests. */
export interface World {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly version: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Comes with Ctrl-C. */
  readonly interrupted: AbortSignal;
  readFile(path: string): Promise<string>;
  readStandardInput(): Promise<string>;
  /** Shows a question and reads one line; empty if the input ends. */
  ask(question: string): Promise<string>;
  openBrowser(url: string): Promise<void>;
  connect(settings: CliSettings): Promise<Statewright>;
  /** The namespace that the kubeconfig's context names, or `default`. */
  defaultNamespace(settings: CliSettings): Promise<string>;
}
