import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';

/** What a command does once its words are understood; answers the exit code. */
export type Action = (invocation: Invocation) => Promise<number>;

/** Runs an action with the options that stand anywhere on the command line. */
export type Run = (command: Command, action: Action) => Promise<void>;

/** Adds one command to the program. */
export type Registration = (program: Command, run: Run) => void;
