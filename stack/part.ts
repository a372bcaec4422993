import type { Step } from './steps/step.js';

/** Where a process runs: in the root network namespace, in the control plane's, in that of a host of the company, or inside a machine. */
export type Place =
  | { readonly kind: 'host' }
  | { readonly kind: 'controlPlane' }
  | { readonly kind: 'balancer' }
  | { readonly kind: 'nameServer' }
  | { readonly kind: 'machine'; readonly machine: string };

/** How it is known that a part serves. `http` is asked from the root namespace and must answer 200. */
export type Probe =
  | {
      readonly kind: 'http';
      readonly url: string;
      /** Seconds between looks; 1 unless told. */
      readonly everySeconds?: number;
    }
  | { readonly kind: 'none' };

/**
 * One process of the embedded default. To add one: a file in stack/parts/ that exports it, and a line in
 * stack/parts/index.ts.
 */
export interface Part {
  /** Also the name of its log file and of its pid file. */
  readonly name: string;
  /** What it is, in a few words, for `npm run status`. */
  readonly summary: string;
  /** A server runs on; a task runs once on each `up` and must end with 0. */
  readonly kind: 'server' | 'task';
  /** Names of parts that must serve, or have ended well, before this one starts. */
  readonly needs: readonly string[];
  /** What must have been prepared before anything starts. */
  readonly steps: readonly Step[];
  readonly place: Place;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ready: Probe;
  /** Seconds from the request to end until it is killed; 10 unless told. */
  readonly stopSeconds?: number;
  /** Where it answers, for a person. */
  readonly address?: string;
}
