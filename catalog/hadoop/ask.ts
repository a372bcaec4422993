import { request } from 'undici';
import type { ComponentAccess } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';

/** Longest wait for one answer in milliseconds. */
const patienceMs = 5_000;

/** Host of the first ready member of the exposed node type: both systems have one that knows all. */
export function knowing(component: string, { endpoints }: Pick<ComponentAccess, 'endpoints'>): string {
  const [endpoint] = endpoints;
  if (endpoint === undefined) throw unavailable(component, 'no address', 'no member is ready');
  return new URL(endpoint).hostname;
}

/** What this server answers by HTTP, as JSON. Throws whatever failed. */
export async function askJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const reply = await request(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  });
  const text = await reply.body.text();
  if (reply.statusCode !== 200) throw new Error(`${url.href}: HTTP status ${reply.statusCode}`);
  return JSON.parse(text);
}

/**
 * Whatever fails in the conversation with that server may be otherwise at the next look, so it counts as unavailable; an abort
 * of the caller is passed on as it is.
 */
export async function conversing<T>(
  component: string,
  address: string,
  signal: AbortSignal,
  conversation: () => Promise<T>,
): Promise<T> {
  try {
    return await conversation();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StatewrightError) throw error;
    throw unavailable(component, address, error instanceof Error ? error.message : String(error));
  }
}

function unavailable(component: string, address: string, reason: string): StatewrightError {
  return new StatewrightError('ComponentUnavailable', { component, address, reason });
}
