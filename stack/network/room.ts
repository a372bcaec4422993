import { BlockList } from 'node:net';
import { addressAt, overlap, parseNetwork } from './ipv4.js';

/**
 * The addresses of the LAN, counted from its first: the machine that runs the stack, hosts of the company that have nothing of
 * Kubernetes, the control plane, the others.
 */
export const onLan = {
  host: 1,
  outside: 2,
  balancer: 3,
  nameServer: 4,
  controlPlane: 10,
  firstMachine: 11,
} as const;

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
  /** The part of the LAN from which pods get their addresses. */
  readonly pods: string;
  /** A prefix of 64 bits of the LAN, ending in `::/64`. */
  readonly lanIpv6: string;
  readonly services: string;
  /** A prefix of 112 bits, ending in `::/112`: ClusterIPs in IPv6. */
  readonly servicesIpv6: string;
}

export function networkChoices({ lan, services }: Networks): readonly NetworkChoice[] {
  return [
    { network: lan, purpose: 'the machines', setting: 'STATEWRIGHT_LAN' },
    { network: services, purpose: 'the Services', setting: 'STATEWRIGHT_SERVICE_NETWORK' },
  ];
}

/**
 * Why the networks cannot serve so many machines, and the variable to change; `undefined` when they can.
 *
 * | network                                         | problem                              |
 * | ----------------------------------------------- | ------------------------------------ |
 * | does not begin at its first address             | the kernel takes no route to it      |
 * | LAN without an address for each in its half     | too small                            |
 * | Services with fewer than 8 addresses            | too small                            |
 * | Services that share addresses with the LAN      | nobody could tell whose they are     |
 * | Services in the LAN's IPv6 prefix               | nobody could tell whose they are     |
 * | pods outside of the LAN                         | they are to be one network with it   |
 * | pods with an address of a machine among them    | two would have it                    |
 */
export function networkProblem(
  networks: Networks,
  machines: number,
): { readonly setting: string; readonly reason: string } | undefined {
  const lastMachine = onLan.firstMachine + machines - 1;
  // One half for machines, one for pods.
  const longestPrefix = [32 - bitsFor(lastMachine + 1) - 1, serviceBits];
  const choices = networkChoices(networks);
  for (const [index, choice] of choices.entries()) {
    const { network, purpose, setting } = choice;
    const parsed = parseNetwork(network);
    if (parsed === undefined) return { setting, reason: `${network} is no IPv4 network` };
    const reason = notAtItsFirst(network, parsed.bits);
    if (reason !== undefined) return { setting, reason };
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
  if (isInside(networks.servicesIpv6, networks.lanIpv6)) {
    const reason = `${networks.servicesIpv6} is a part of ${networks.lanIpv6}, which STATEWRIGHT_LAN_IPV6 gives to the machines`;
    return { setting: 'STATEWRIGHT_SERVICE_NETWORK_IPV6', reason };
  }
  const reason = podsProblem(networks, lastMachine);
  return reason === undefined ? undefined : { setting: 'STATEWRIGHT_POD_NETWORK', reason };
}

function podsProblem({ lan, pods }: Networks, lastMachine: number): string | undefined {
  const [whole, part] = [parseNetwork(lan), parseNetwork(pods)];
  if (whole === undefined || part === undefined) return `${pods} is no IPv4 network`;
  const reason = notAtItsFirst(pods, part.bits);
  if (reason !== undefined) return reason;
  if (part.bits < whole.bits || !overlap(whole, part)) {
    return `${pods} is not a part of ${lan}, the network of the machines; pods and machines are one`;
  }
  if (part.first > whole.first + lastMachine) return undefined;
  return `${pods} holds addresses of the machines, up to ${addressAt(lan, lastMachine)}; take a later part of ${lan}`;
}

function notAtItsFirst(network: string, bits: number): string | undefined {
  const first = addressAt(network, 0);
  if (network.startsWith(`${first}/`)) return undefined;
  return `${network} does not begin at its first address; write ${first}/${bits}`;
}

/** Of two IPv6 prefixes, the first one not shorter. */
function isInside(one: string, other: string): boolean {
  const [address = '', bits = '128'] = other.split('/');
  const list = new BlockList();
  list.addSubnet(address, Number(bits), 'ipv6');
  return list.check(one.split('/')[0] ?? '', 'ipv6');
}

/** Bits that tell so many things apart. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}
