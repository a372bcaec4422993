import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostLinks, networkBatches, outsideNamespace, settingsFolder } from '../network/namespaces.js';
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
    // A cable has no network card that would fill in checksums: the virtual switches would pass on packets without any.
    for (const [namespace, link] of hostLinks(stack.network)) {
      const ethtool = ['ethtool', '--offload', link, 'tx', 'off'] as const;
      if (namespace === undefined) await run(ethtool[0], ethtool.slice(1));
      else await run('ip', ['netns', 'exec', namespace, ...ethtool]);
    }
    // The host outside asks the company's name server and nobody else.
    const folder = settingsFolder(outsideNamespace);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'resolv.conf'), `nameserver ${stack.network.nameServer.address}\n`);
  },
};
