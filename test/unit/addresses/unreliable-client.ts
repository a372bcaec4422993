import { StatewrightError } from '../../../api/errors/index.js';
import type { KubernetesClient } from '../../../kubernetes/index.js';
import type { ApiServer } from './api-server.js';
import type { Turns } from './turns.js';

export interface Fate {
  /** Aborted when the process dies: nothing it sends leaves any more, and no reply comes. */
  readonly dead: AbortSignal;
  /** How often a request is lost, and how often its reply is. */
  readonly loss: () => number;
}

/** A client whose requests and replies take their time, come in any order, and get lost. */
export function unreliableClient(server: ApiServer, turns: Turns, { dead, loss }: Fate): KubernetesClient {
  const isLost = (): boolean => dead.aborted || turns.chance(loss());
  const call = async <T>(act: () => T): Promise<T> => {
    await turns.turn();
    if (isLost()) throw lost('the request was lost');
    // What the server refuses is an answer as well.
    const reply = ((): { ok: true; value: T } | { ok: false; error: unknown } => {
      try {
        return { ok: true, value: act() };
      } catch (error) {
        return { ok: false, error };
      }
    })();
    await turns.turn();
    if (isLost()) throw lost('the reply was lost');
    if (!reply.ok) throw reply.error;
    return reply.value;
  };
  const never = (): never => {
    throw new Error('nobody asks for this here');
  };
  return {
    get: (resource, ref) => call(() => server.get(resource, ref)),
    list: (resource) => call(() => ({ items: server.list(resource), resourceVersion: '0' })),
    create: (resource, object) => call(() => server.create(resource, object)),
    mergePatch: (resource, ref, patch) => call(() => server.mergePatch(resource, ref, patch)),
    delete: (resource, ref, options) => call(() => server.delete(resource, ref, options)),
    listPages: never,
    watch: never,
    apply: never,
    replace: never,
    getRaw: never,
  };
}

function lost(reason: string): StatewrightError {
  return new StatewrightError('KubernetesUnavailable', { verb: 'call', object: 'anything', reason });
}
