import { ApplicationFailure } from '@temporalio/common';
import { StatewrightError } from '../api/errors/index.js';

/**
 * Our error as Temporal keeps it: the type is the kind, only `Unavailable` is tried again, and the details carry what
 * people see. The cause is left out on purpose: it could hold a reply's body, and histories are read by many.
 */
export function toApplicationFailure(error: StatewrightError): ApplicationFailure {
  const { code, kind, sentence, remedy, problems } = error;
  return ApplicationFailure.create({
    type: kind,
    nonRetryable: kind !== 'Unavailable',
    message: error.message,
    details: [{ code, sentence, remedy, problems }],
  });
}

type Activity = (...args: never[]) => Promise<unknown>;

/** Wraps every activity so that its StatewrightErrors arrive as typed failures; other errors pass unchanged. */
export function withTypedFailures<T extends { readonly [name in keyof T]: Activity }>(activities: T): T {
  const wrapped = Object.entries<Activity>(activities).map(([name, activity]) => [
    name,
    async (...args: never[]): Promise<unknown> => {
      try {
        return await activity(...args);
      } catch (error) {
        throw error instanceof StatewrightError ? toApplicationFailure(error) : error;
      }
    },
  ]);
  // The wrapped object has the same names and, function by function, the same signatures.
  return Object.fromEntries(wrapped) as T;
}
