import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { builtCniProgram } from '../../test/integration/harness/cni-program.js';
import type { Arena, Bench } from '../harness/bench.js';
import { ContestantProcess } from '../harness/contestant-process.js';
import { plugins } from './plugins.js';
import { AT_ONCE, PODS, PROBE_MS } from './sizes.js';
import { World } from './world.js';

const TIMEOUT_MS = 300_000;
/** Where Debian's package containernetworking-plugins puts them. */
const STANDARD = '/usr/lib/cni';

/** CNI ADD as the runtime sees it: the executable is started, answers, and ends. */
export const cniAdd: Bench = {
  name: 'cni-add',
  about: `CNI ADD and DEL of ${PODS} pods on one machine, one by one and ${AT_ONCE} at once, as the runtime sees it`,
  settings: { pods: PODS, atOnce: AT_ONCE, probeMs: PROBE_MS },
  figures: [
    { name: 'addP50', title: 'ADD, median [ms]', unit: 'ms', better: 'less' },
    { name: 'addP99', title: 'ADD, 99th percentile [ms]', unit: 'ms', better: 'less' },
    { name: 'delP50', title: 'DEL, median [ms]', unit: 'ms', better: 'less' },
    { name: 'addTogetherP50', title: `ADD, ${AT_ONCE} at once, median [ms]`, unit: 'ms', better: 'less' },
    {
      name: 'addTogetherP99',
      title: `ADD, ${AT_ONCE} at once, 99th percentile [ms]`,
      unit: 'ms',
      better: 'less',
    },
    { name: 'addsPerSecond', title: `ADDs, ${AT_ONCE} at once [1/s]`, unit: '1/s', better: 'more' },
  ],
  contestants: Object.entries(plugins).map(([name, { what }]) => ({ name, what })),
  sources: ['api', 'bench/cni-add', 'bench/harness', 'kubernetes', 'node', 'workers', 'package-lock.json'],

  async open({ signal, report }): Promise<Arena> {
    const program = await builtCniProgram();
    const world = await World.open(program, report);
    const scratch = join(world.scratch, 'host-local');
    await mkdir(scratch);
    const places = { ours: program, standard: STANDARD, socket: world.socket, scratch };
    return {
      async round(contestant) {
        const plugin = plugins[contestant]?.plugin(places);
        const caller = ContestantProcess.start({
          name: contestant,
          module: new URL('caller.js', import.meta.url),
          args: [JSON.stringify(plugin)],
          // Not `ip netns exec`: sandboxes that are made behind it nobody else can see.
          launcher: ['/usr/bin/nsenter', `--net=/run/netns/${world.namespace}`],
          signal,
          timeoutMs: TIMEOUT_MS,
        });
        try {
          return await caller.ask('attach');
        } finally {
          await caller.stop();
        }
      },
      close: () => world.close(),
    };
  },
};
