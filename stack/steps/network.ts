import { networkBatches } from '../network/namespaces.js';
import type { Step } from './step.js';

/** Namespaces, cables, addresses and routes. Expects that nothing of ours is there: `up` removes leftovers first. */
export const network: Step = {
  name: 'network',
  needs: [],
  async run({ stack, run }) {
    for (const { namespace, lines } of networkBatches(stack.network, stack.settings, stack.paths.home)) {
      const inside = namespace === undefined ? [] : ['-n', namespace];
      await run('ip', [...inside, '-batch', '-'], { input: `${lines.join('\n')}\n` });
    }
  },
};
