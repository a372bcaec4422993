import type { ActivityOptions, LocalActivityOptions, RetryPolicy } from '@temporalio/workflow';

/**
 * The one place for time limits and retries. Which failures are retried is not decided here: the client that met the
 * failure marked it (`Unavailable` is retried, all else is not).
 */
const retry: RetryPolicy = {
  initialInterval: '500 ms',
  backoffCoefficient: 2,
  // Short, since an outage of minutes must not be followed by minutes of waiting.
  maximumInterval: '10 s',
};

/** A look or a small write: one round trip to the API server, no entry of its own in the task queue. */
export const brief: LocalActivityOptions = {
  startToCloseTimeout: '10 s',
  // Beyond this the retry becomes a timer of the workflow, so that a long outage does not occupy its task.
  localRetryThreshold: '5 s',
  retry,
};

/**
 * A look at two systems and a few writes, done within the one task of a workflow that has nothing else to do: an entry of its own
 * in the task queue would double what such a workflow costs. An outage may last, so its retries come to be far apart.
 */
export const syncing: LocalActivityOptions = {
  startToCloseTimeout: '30 s',
  localRetryThreshold: '8 s',
  retry: { ...retry, maximumInterval: '30 s' },
};

/** A handful of writes. */
export const writing: ActivityOptions = {
  startToCloseTimeout: '60 s',
  heartbeatTimeout: '20 s',
  retry,
};

/** Waits for the world; reports back when there is something new, at the latest after some minutes. */
export const waiting: ActivityOptions = {
  startToCloseTimeout: '10 min',
  // A worker that was killed is noticed within this time, and another one takes over the wait.
  heartbeatTimeout: '10 s',
  retry,
};

/**
 * As `waiting`, for waits that ask for the same again at each look: whoever cancels one must know that it asks no more before
 * taking back what it asked for. The shorter limit is how soon a cancellation is heard of.
 */
export const asking: ActivityOptions = {
  ...waiting,
  heartbeatTimeout: '5 s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
};

/** Goes through everything there is of a kind; what is left after a failure is found by the next sweep. */
export const sweeping: ActivityOptions = {
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '60 s',
  retry: { ...retry, maximumAttempts: 5 },
};
