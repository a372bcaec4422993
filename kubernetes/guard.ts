import type { Connection } from './connection.js';
import { deadlineOf } from './deadline.js';

/** Leave to change things, which may end at any time. */
export interface Permit {
  /** Aborted when the leave ends. */
  readonly signal: AbortSignal;
  /** Throws when the leave has ended, even if nobody had the time to abort the signal. */
  assertHeld(): void;
}

/**
 * The connection, with every request that changes something bound to a permit: it is looked at after the last wait
 * (rate limit, credentials, connection), right before the request leaves, and its end cancels what is under way. Reads
 * pass. A process that is stopped within the microseconds between that look and the kernel's taking the bytes still
 * sends when it goes on: against that only a precondition of the write helps, which the API server checks.
 */
export function guardWrites(connection: Connection, permit: Permit): Connection {
  return {
    server: connection.server,
    async exchange(request) {
      if (request.method === 'GET') return connection.exchange(request);
      permit.assertHeld();
      const caller = deadlineOf(request.signal, undefined);
      const end = (): void => caller.abort(permit.signal.reason);
      permit.signal.addEventListener('abort', end, { once: true });
      try {
        return await connection.exchange({
          ...request,
          signal: caller.signal,
          beforeSend: () => permit.assertHeld(),
        });
      } finally {
        permit.signal.removeEventListener('abort', end);
        caller.release();
      }
    },
    stream: (request) => connection.stream(request),
    close: () => connection.close(),
  };
}
