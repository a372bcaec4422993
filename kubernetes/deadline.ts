/** A signal that is aborted when the caller's is, when time is up, or on request. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly timedOut: boolean;
  abort(reason?: unknown): void;
  /** Must be called once the work is over: it lets go of the caller's signal. */
  release(): void;
}

/**
 * `AbortSignal.any` would do this in one line, but on Node 20 each call leaves a trace on the caller's signal for as
 * long as that lives (nodejs/node#54614), and a process makes millions of requests under one signal.
 */
export function deadlineOf(signal: AbortSignal | undefined, timeoutMs: number | undefined): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal?.reason);
  const deadline = { timedOut: false };
  const expire = (): void => {
    deadline.timedOut = true;
    controller.abort();
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
  if (signal?.aborted === true) follow();
  else signal?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    get timedOut() {
      return deadline.timedOut;
    },
    abort: (reason) => controller.abort(reason),
    release() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', follow);
    },
  };
}
