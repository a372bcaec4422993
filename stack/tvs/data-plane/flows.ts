import type { Vip } from '../../../api/balancer/index.js';
import { flowMark, udpListeners } from './datagrams.js';
import { succeed, type Programs } from './programs.js';

/** A UDP flow that the kernel remembers: for whom it was, and who answers. */
export interface Flow {
  readonly address: string;
  readonly port: number;
  readonly member: string;
  readonly memberPort: number;
  readonly mark: number;
}

/**
 * Flows that would go on to the wrong place for as long as the sender goes on; each is ended so that its next datagram
 * is decided anew.
 *
 * | through a VIP (marked) | member is one, up or draining | VIP is served | then |
 * | ---------------------- | ----------------------------- | ------------- | ---- |
 * | yes                    | yes                           | any           | keep |
 * | yes                    | no                            | any           | end  |
 * | no: nobody served it   | -                             | yes           | end  |
 * | no                     | -                             | no            | keep: not ours |
 */
export function strayFlows(flows: readonly Flow[], vips: readonly Vip[]): readonly Flow[] {
  const members = new Set<string>();
  const served = new Set<string>();
  for (const vip of vips) {
    for (const listener of udpListeners(vip)) {
      const at = `${vip.address} ${listener.port}`;
      for (const { address, port, state } of listener.members) {
        members.add(`${at} ${address} ${port}`);
        if (state === 'up') served.add(at);
      }
    }
  }
  const strays = flows.filter(({ address, port, member, memberPort, mark }) =>
    mark === flowMark
      ? !members.has(`${address} ${port} ${member} ${memberPort}`)
      : served.has(`${address} ${port}`) && member === address,
  );
  return [...new Map(strays.map((flow) => [JSON.stringify(flow), flow])).values()];
}

/** Lines of `conntrack -L -p udp`: the way there, then the way back, then the mark. */
export function parseFlows(text: string): readonly Flow[] {
  const line =
    /^udp\s.*? dst=(\S+) sport=\d+ dport=(\d+) .*?src=(\S+) dst=\S+ sport=(\d+) dport=\d+ .*?mark=(\d+)/;
  return text.split('\n').flatMap((row) => {
    const [, address, port, member, memberPort, mark] = line.exec(row) ?? [];
    return address === undefined || member === undefined
      ? []
      : [{ address, port: Number(port), member, memberPort: Number(memberPort), mark: Number(mark) }];
  });
}

export async function endStrayFlows(programs: Programs, vips: readonly Vip[]): Promise<void> {
  for (const family of ['ipv4', 'ipv6']) {
    const text = await succeed(programs, 'conntrack', ['-L', '-f', family, '-p', 'udp']);
    for (const { address, port, member, memberPort } of strayFlows(parseFlows(text), vips)) {
      const there = ['--orig-dst', address, '--orig-port-dst', String(port)];
      const back = ['--reply-src', member, '--reply-port-src', String(memberPort)];
      // Fails if the flow ended by itself meanwhile.
      await programs.run('conntrack', ['-D', '-f', family, '-p', 'udp', ...there, ...back]);
    }
  }
}
