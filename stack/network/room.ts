import { addressAt, overlap, parseNetwork } from './ipv4.js';

/** The addresses of the LAN, counted from its first: the machine that runs the stack, the control plane, the others. */
export const onLan = { host: 1, controlPlane: 10, firstMachine: 11 } as const;

/** Length of the prefix of one machine's pods. The first such network is left free. */
export const machinePodBits = 24;

/** The smallest network that the API server takes for Services (k8s.io/kubernetes pkg/controlplane/apiserver/options). */
const serviceBits = 29;

/** One of the stack's networks: in the form a.b.c.d/n, for whom it is, and the variable that chooses it. */
export interface NetworkChoice {
  readonly network: string;
  readonly purpose: string;
  readonly setting: string;
}

export interface Networks {
  readonly lan: string;
  readonly pods: string;
  readonly services: string;
}

export function networkChoices({ lan, pods, services }: Networks): readonly NetworkChoice[] {
  return [
    { network: lan, purpose: 'the machines', setting: 'STATEWRIGHT_LAN' },
    { network: pods, purpose: 'the pods', setting: 'STATEWRIGHT_POD_NETWORK' },
    { network: services, purpose: 'the Services', setting: 'STATEWRIGHT_SERVICE_NETWORK' },
  ];
}

/**
 * Why the networks cannot serve so many machines, and the variable to change; `undefined` when they can.
 *
 * | network                                         | problem                              |
 * | ----------------------------------------------- | ------------------------------------ |
 * | does not begin at its first address             | the kernel takes no route to it      |
 * | LAN without an address for each and a broadcast | too small                            |
 * | pods without a /24 for each machine             | too small                            |
 * | Services with fewer than 8 addresses            | too small                            |
 * | shares addresses with one before it             | nobody could tell whose they are     |
 */
export function networkProblem(
  networks: Networks,
  machines: number,
): { readonly setting: string; readonly reason: string } | undefined {
  const longestPrefix = [
    32 - bitsFor(onLan.firstMachine + machines + 1),
    machinePodBits - bitsFor(1 + machines),
    serviceBits,
  ];
  const choices = networkChoices(networks);
  for (const [index, { network, purpose, setting }] of choices.entries()) {
    const parsed = parseNetwork(network);
    if (parsed === undefined) return { setting, reason: `${network} is no IPv4 network` };
    const first = addressAt(network, 0);
    if (!network.startsWith(`${first}/`)) {
      return {
        setting,
        reason: `${network} does not begin at its first address; write ${first}/${parsed.bits}`,
      };
    }
    const longest = longestPrefix[index] ?? 32;
    if (parsed.bits > longest) {
      const members = machines === 1 ? 'one machine' : `${machines} machines`;
      return {
        setting,
        reason: `${network} is too small for ${purpose} of a stack with ${members}; give it a /${longest} or larger`,
      };
    }
    for (const other of choices.slice(0, index)) {
      const taken = parseNetwork(other.network);
      if (taken === undefined || !overlap(taken, parsed)) continue;
      return {
        setting,
        reason: `${network} overlaps with ${other.network}, which ${other.setting} gives to ${other.purpose}`,
      };
    }
  }
  return undefined;
}

/** Bits that tell so many things apart. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}
