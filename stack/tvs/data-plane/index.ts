import { mkdir, readFile } from 'node:fs/promises';
import type { DataPlane } from '../data-plane.js';
import { Addresses } from './addresses.js';
import { Connections } from './connections.js';
import { Datagrams } from './datagram-rules.js';
import { HaproxyProcess } from './haproxy-process.js';
import { programs, succeed } from './programs.js';
import { ServingDataPlane, type ServingParts } from './serving.js';

export type { Refusal } from './serving.js';

export interface DataPlaneOptions extends Partial<Pick<ServingParts, 'refused' | 'failed' | 'lookEveryMs'>> {
  /** The interface on which VIPs answer. */
  readonly link: string;
  /** Where HAProxy's files are kept; absolute, at most 80 characters. */
  readonly directory: string;
  /** Words before each program, for example `ip netns exec NAME`; none if this process is in the namespace itself. */
  readonly prefix?: readonly string[];
  /** End HAProxy, and its connections, at `close`; otherwise it goes on and is taken over by the next. */
  readonly endsHaproxy?: boolean;
}

/**
 * Serves VIPs in this process' network namespace: TCP by HAProxy, UDP by nftables. Needs `ip`, `haproxy`, `nft`,
 * `conntrack`, `sysctl` and `python3`, and root. The namespace should serve nothing else: forwarding is switched on, though
 * packets that came through no VIP are not sent back onto the interface.
 */
export async function serveVips(options: DataPlaneOptions): Promise<DataPlane> {
  const { link, directory, prefix = [], endsHaproxy = false } = options;
  const ours = programs(prefix);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await succeed(ours, 'sysctl', ['-q', '-w', ...kernelSettings(link)]);
  const haproxy = new HaproxyProcess(ours, directory);
  const plane = new ServingDataPlane({
    addresses: new Addresses(ours, link),
    connections: new Connections(haproxy, await openFilesLimit()),
    datagrams: new Datagrams(ours, link),
    refused: options.refused ?? (() => undefined),
    failed: options.failed ?? (() => undefined),
    lookEveryMs: options.lookEveryMs ?? 500,
  });
  return {
    apply: (vips) => plane.apply(vips),
    close: async () => {
      await plane.close();
      if (endsHaproxy) await haproxy.end();
    },
  };
}

/** The hard limit of this process, which HAProxy inherits and raises its own to. */
async function openFilesLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1] ?? 1_024);
}

/**
 * Datagrams leave by the interface that they came from. Routers then tell the sender of a shorter way (a redirect), which
 * would lead past the VIP; for IPv6 there is no such setting, and nftables drops them.
 */
function kernelSettings(link: string): readonly string[] {
  return [
    'net/ipv4/ip_forward=1',
    'net/ipv4/conf/all/send_redirects=0',
    `net/ipv4/conf/${link}/send_redirects=0`,
    'net/ipv6/conf/all/forwarding=1',
  ];
}
