import type { ComponentAccess } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import { askBroker, type BrokerAddress } from './protocol/connection.js';
import type { Exchange } from './protocol/exchange.js';

/** Sends one request and reads its reply, whoever answers. */
export type Ask = <Request, Reply>(exchange: Exchange<Request, Reply>, request: Request) => Promise<Reply>;

/** Longest wait for one broker in milliseconds, and how many are asked before we give up for this time. */
const patienceMs = 5_000;
const brokersAsked = 5;

/**
 * Asks one ready broker after the other until one answers; what only the controllers know, brokers pass on to them. An
 * abort of the caller is passed on as it is.
 * @throws StatewrightError `ComponentUnavailable` if none answers.
 */
export function askingAny(
  { endpoints, signal }: Pick<ComponentAccess, 'endpoints' | 'signal'>,
  most = brokersAsked,
): Ask {
  const asked = endpoints.slice(0, most);
  return async (exchange, request) => {
    let reason = 'no member is ready';
    for (const endpoint of asked) {
      try {
        return await patiently(addressOf(endpoint), signal)(exchange, request);
      } catch (error) {
        signal.throwIfAborted();
        reason = `${exchange.name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    throw unavailable(asked.join(', ') || 'no address', reason);
  };
}

/** Asks this broker and no other, for what only it knows. Throws whatever failed. */
export function patiently(address: BrokerAddress, signal: AbortSignal): Ask {
  return (exchange, request) =>
    askBroker(address, exchange, request, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
}

export function unavailable(address: string, reason: string): StatewrightError {
  return new StatewrightError('ComponentUnavailable', { component: 'Kafka', address, reason });
}

function addressOf(endpoint: string): BrokerAddress {
  const { hostname, port } = new URL(endpoint);
  // A URL has IPv6 addresses in brackets, a socket has not.
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
