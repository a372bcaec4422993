import { StatewrightError } from '../../../api/errors/index.js';
import type { KubernetesClient } from '../../../kubernetes/index.js';
import type { Fault } from './faulty-client.js';

const writes: readonly string[] = ['apply', 'create', 'replace', 'mergePatch', 'delete'];

/**
 * The client of a process that dies at its n-th write (counted from 1): before it leaves, or when it is done and the reply
 * is not there yet. From then on nothing comes of any call. `died` is called at that moment.
 */
export function mortalClient(
  client: KubernetesClient,
  n: number,
  fault: Fault,
  died: () => void,
): KubernetesClient {
  const death = new AbortController();
  const isDead = (): boolean => death.signal.aborted;
  let written = 0;
  const die = (): StatewrightError => {
    death.abort();
    died();
    return lost();
  };
  const lost = (): StatewrightError =>
    new StatewrightError('KubernetesUnavailable', { verb: 'call', object: 'anything', reason: 'dead' });
  return new Proxy(client, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      // Watches are read by the caches, which nobody asks any more once the process is dead.
      if (name === 'watch' || name === 'listPages') return member.bind(target) as unknown;
      return async (...args: unknown[]): Promise<unknown> => {
        if (isDead()) throw lost();
        if (!writes.includes(name)) return Reflect.apply(member, target, args) as unknown;
        written += 1;
        const isLast = written === n;
        if (isLast && fault === 'before the write') throw die();
        const reply: unknown = await Reflect.apply(member, target, args);
        // A process that died meanwhile does not hear of what it sent before.
        if (isLast) throw die();
        if (isDead()) throw lost();
        return reply;
      };
    },
  });
}
