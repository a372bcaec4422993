import { member, memberAddresses, vip, VipWorld } from '../../test/integration/harness/vip-world.js';
import type { Arena, Bench } from '../harness/bench.js';
import { ContestantProcess } from '../harness/contestant-process.js';
import { AT_ONCE, CONNECTIONS } from './sizes.js';

const TIMEOUT_MS = 60_000;
const clusterIp = '10.96.0.20';
const port = '9200';

/** Whom each contestant calls. */
const hosts: Readonly<Record<string, string>> = { straight: memberAddresses[0], 'through-vip': clusterIp };

/** New connections from an outside machine, through the data plane of TVS and without it. */
export const vipConnections: Bench = {
  name: 'vip-connections',
  about: `${CONNECTIONS.toLocaleString('en-US')} new TCP connections, ${AT_ONCE} at once, through a VIP and straight to a member`,
  settings: { connections: CONNECTIONS, atOnce: AT_ONCE, members: memberAddresses.length },
  figures: [
    { name: 'perSecond', title: 'new connections [1/s]', unit: '1/s', better: 'more' },
    { name: 'firstByteP50', title: 'dialled to first byte, median [ms]', unit: 'ms', better: 'less' },
    { name: 'firstByteP99', title: '  99th percentile [ms]', unit: 'ms', better: 'less' },
  ],
  contestants: [
    {
      name: 'straight',
      what: 'from one network namespace to a member in another; caller and member are a Node.js process each, so this is what the two can do',
    },
    {
      name: 'through-vip',
      what: 'the same caller to the ClusterIP, which HAProxy has in a third namespace and passes on to three addresses of that member process',
    },
  ],
  sources: ['bench/harness', 'bench/vip-connections', 'stack/tvs', 'test/integration/harness'],

  async open({ signal, report }): Promise<Arena> {
    report('starting HAProxy, a member and a caller, each in a network namespace');
    const world = await VipWorld.make();
    try {
      const dataPlane = await world.serve();
      const members = memberAddresses.map((address) => member(address));
      await dataPlane.apply([vip(clusterIp, members)]);
      return {
        async round(name) {
          const caller = ContestantProcess.start({
            name,
            module: new URL('caller.js', import.meta.url),
            args: [hosts[name] ?? '', port],
            launcher: ['ip', 'netns', 'exec', world.outside.name],
            signal,
            timeoutMs: TIMEOUT_MS,
          });
          return caller.ask('open').finally(() => caller.stop());
        },
        async close() {
          await dataPlane.close();
          await world.remove();
        },
      };
    } catch (error) {
      await world.remove();
      throw error;
    }
  },
};
