import { StatewrightError } from '../../../api/errors/index.js';
import type { KubernetesClient } from '../../../kubernetes/index.js';

/** How the n-th write goes wrong: the process dies before it, or the work is done and the reply is lost. */
export type Fault = 'before the write' | 'after the write';

const writes = ['apply', 'create', 'replace', 'mergePatch', 'delete'] as const;

/** A client whose n-th write (counted from 1, over all that share `counter`) fails once in the given way. */
export function faultyClient(
  client: KubernetesClient,
  n: number,
  fault: Fault,
  counter: { writes: number },
): KubernetesClient {
  const names: readonly string[] = writes;
  return new Proxy(client, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      if (typeof name !== 'string' || !names.includes(name)) return member.bind(target) as unknown;
      return async (...args: unknown[]): Promise<unknown> => {
        counter.writes += 1;
        const fails = counter.writes === n;
        const lost = new StatewrightError('KubernetesUnavailable', {
          verb: name,
          object: 'something',
          reason: fault,
        });
        if (fails && fault === 'before the write') throw lost;
        const reply: unknown = await Reflect.apply(member, target, args);
        if (fails) throw lost;
        return reply;
      };
    },
  });
}
