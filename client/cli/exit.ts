import { StatewrightError } from '../../api/errors/index.js';

/** What the shell sees; docs/cli.md lists the same. */
export const exitCode = {
  done: 0,
  /** Refused, or failed. */
  failed: 1,
  /** The command line or a setting makes no sense. */
  wrongUsage: 2,
  timedOut: 3,
  /** Ended by Ctrl-C, as shells count it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

/** A command line that commander accepts and that still makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCode.wrongUsage;
  if (error instanceof StatewrightError) {
    if (error.code === 'WaitTimedOut' || error.code === 'AdoptionUnfinished') return exitCode.timedOut;
    if (error.code === 'SettingInvalid') return exitCode.wrongUsage;
  }
  return exitCode.failed;
}
