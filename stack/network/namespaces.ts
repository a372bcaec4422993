import type { NetworkPlan, Place } from './plan.js';
import type { Settings } from '../settings.js';

/** Everything of ours in the machine's network begins with this. */
const prefix = 'sw-';
export const lanNamespace = `${prefix}lan`;
export const controlPlaneNamespace = `${prefix}cp`;
/** A host of the company's network that has nothing of Kubernetes. */
export const outsideNamespace = `${prefix}outside`;
/** The company's L4 balancer. */
export const balancerNamespace = `${prefix}tvs`;
/** The company's name server. */
export const nameServerNamespace = `${prefix}dns`;
/** The one interface of ours in the root namespace. */
export const hostInterface = `${prefix}host`;

export function machineNamespace(machine: string): string {
  return `${prefix}${machine}`;
}

export function namespacePath(namespace: string): string {
  return `/run/netns/${namespace}`;
}

/** What `ip netns exec` lays over /etc for a program that it runs there (ip-netns(8)). */
export function settingsFolder(namespace: string): string {
  return `/etc/netns/${namespace}`;
}

/** All namespaces of ours for that plan. */
export function namespaces({ machines }: NetworkPlan): readonly string[] {
  return [
    lanNamespace,
    controlPlaneNamespace,
    outsideNamespace,
    balancerNamespace,
    nameServerNamespace,
    ...machines.map(({ name }) => machineNamespace(name)),
  ];
}

/** Lines for `ip -batch`, run inside a namespace; in the root namespace where none is named. */
export interface Batch {
  readonly namespace?: string;
  readonly lines: readonly string[];
}

/** A machine's cable for the traffic of its pods: a port of its virtual switch, without an address. */
export const uplink = 'eth1';

/** The links of hosts on the LAN, each with the namespace it is in; undefined is the root namespace. */
export function hostLinks(
  plan: NetworkPlan,
): readonly (readonly [namespace: string | undefined, link: string])[] {
  const inside = [
    controlPlaneNamespace,
    outsideNamespace,
    balancerNamespace,
    nameServerNamespace,
    ...plan.machines.map(({ name }) => machineNamespace(name)),
  ];
  return [[undefined, hostInterface], ...inside.map((namespace) => [namespace, 'eth0'] as const)];
}

/**
 * The whole network: a switch in a namespace of its own, to which the control plane, the company's hosts, the root namespace and
 * each machine have a cable, machines a second one for their pods. Pods, machines and all others are one layer 2: nobody
 * routes, and Services too are asked for on the wire. `owner` is written on the root namespace's interface, so that a
 * leftover of ours is told from that of another checkout.
 */
export function networkBatches(plan: NetworkPlan, settings: Settings, owner: string): readonly Batch[] {
  const cable = (namespace: string, port: string, link = 'eth0'): string =>
    `link add ${link} netns ${namespace} type veth peer name ${port} netns ${lanNamespace}`;
  const machinePorts = plan.machines.flatMap(({ name }) => [name, `${name}-pods`]);
  const ports = ['cp', 'outside', 'tvs', 'dns', ...machinePorts, 'host'];
  /** Addresses of a host, and the way to Services, whose addresses somebody on the LAN has. */
  const settle = (link: string, address: string, ipv6: string): readonly string[] => [
    `address add ${address}/${plan.lanBits} dev ${link}`,
    `address add ${ipv6}/64 dev ${link} nodad`,
    `link set ${link} up`,
  ];
  const services = (link: string): readonly string[] => [
    `route add ${settings.networks.services} dev ${link}`,
    `route add ${settings.networks.servicesIpv6} dev ${link}`,
  ];
  const companyHost = (namespace: string, { address, ipv6 }: Place): Batch => ({
    namespace,
    lines: ['link set lo up', ...settle('eth0', address, ipv6), ...services('eth0')],
  });
  return [
    { lines: namespaces(plan).map((name) => `netns add ${name}`) },
    {
      lines: [
        cable(controlPlaneNamespace, 'cp'),
        cable(outsideNamespace, 'outside'),
        cable(balancerNamespace, 'tvs'),
        cable(nameServerNamespace, 'dns'),
        ...plan.machines.flatMap(({ name }) => [
          cable(machineNamespace(name), name),
          cable(machineNamespace(name), `${name}-pods`, uplink),
        ]),
        `link add ${hostInterface} type veth peer name host netns ${lanNamespace}`,
        `link set ${hostInterface} alias ${owner}`,
      ],
    },
    {
      namespace: lanNamespace,
      lines: [
        'link set lo up',
        'link add lan0 type bridge',
        'link set lan0 up',
        ...ports.flatMap((port) => [`link set ${port} master lan0`, `link set ${port} up`]),
      ],
    },
    {
      namespace: controlPlaneNamespace,
      lines: [
        'link set lo up',
        ...settle('eth0', plan.controlPlane, plan.controlPlaneIpv6),
        ...services('eth0'),
      ],
    },
    companyHost(outsideNamespace, plan.outside),
    companyHost(balancerNamespace, plan.balancer),
    companyHost(nameServerNamespace, plan.nameServer),
    ...plan.machines.map(({ name, address, ipv6 }) => ({
      namespace: machineNamespace(name),
      lines: [
        'link set lo up',
        ...settle('eth0', address, ipv6),
        ...services('eth0'),
        `link set ${uplink} addrgenmode none`,
        `link set ${uplink} up`,
      ],
    })),
    {
      lines: [...settle(hostInterface, plan.host, plan.hostIpv6), ...services(hostInterface)],
    },
  ];
}
