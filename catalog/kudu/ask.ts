import type { ComponentAccess } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import { askServer, type Exchange, type ServerAddress } from './protocol/connection.js';
import { masterErrorNotInitialized, masterErrorNotLeader } from './protocol/questions.js';

/** What both kinds of servers say when they could not do it. */
export interface Failure {
  readonly code: number;
  readonly status: { readonly code: number; readonly message: string | undefined };
}

export type Reply<T> = T & { readonly error?: Failure | undefined };

/** Sends one request and reads its reply, whoever answers. */
export type Ask = <Request, T>(exchange: Exchange<Request, Reply<T>>, request: Request) => Promise<Reply<T>>;

/** Longest wait for one server in milliseconds. */
const patienceMs = 5_000;

/**
 * Asks one master after the other until the one that leads answers: the others know nothing. An abort of the caller is passed
 * on as it is.
 * @throws StatewrightError `ComponentUnavailable` if none answers, or none leads.
 */
export function askingTheLeader({ endpoints, signal }: Pick<ComponentAccess, 'endpoints' | 'signal'>): Ask {
  return async (exchange, request) => {
    let reason = 'no master is ready';
    for (const endpoint of endpoints) {
      try {
        const reply = await patiently(addressOf(endpoint), signal)(exchange, request);
        const code = reply.error?.code;
        if (code !== masterErrorNotLeader && code !== masterErrorNotInitialized) return reply;
        reason = `no master leads: ${reply.error?.status.message ?? ''}`;
      } catch (error) {
        signal.throwIfAborted();
        reason = `${exchange.method}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    throw unavailable(endpoints.join(', ') || 'no address', reason);
  };
}

/** Asks this server and no other. Throws whatever failed. */
export function patiently(address: ServerAddress, signal: AbortSignal): Ask {
  return (exchange, request) =>
    askServer(address, exchange, request, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
}

/** Throws unless it was done. What Kudu refuses now may be otherwise at the next look, so it counts as unavailable. */
export function expectDone<T>(what: string, reply: Reply<T>): T {
  if (reply.error === undefined) return reply;
  const { code, status } = reply.error;
  throw unavailable('the cluster', `${what}: error ${code}, ${status.message ?? 'without a reason'}`);
}

export function unavailable(address: string, reason: string): StatewrightError {
  return new StatewrightError('ComponentUnavailable', { component: 'Kudu', address, reason });
}

export function addressOf(endpoint: string): ServerAddress {
  const { hostname, port } = new URL(endpoint);
  // A URL has IPv6 addresses in brackets, a socket has not.
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
