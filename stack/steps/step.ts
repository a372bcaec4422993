import type { Stack } from '../stack.js';

/** What a step tells the person who waits: one line at a time, replacing the line before. */
export type Report = (line: string) => void;

export interface StepContext {
  readonly stack: Stack;
  readonly report: Report;
  /** Runs a program to its end, its output in the step's log. Rejects when it fails, with the end of its output. */
  readonly run: RunProgram;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Resolves with standard output. */
export type RunProgram = (file: string, args: readonly string[], options?: RunOptions) => Promise<string>;

/** Something to have before servers start: built, fetched, generated. Running it again changes nothing. */
export interface Step {
  readonly name: string;
  readonly needs: readonly Step[];
  run(context: StepContext): Promise<void>;
}
