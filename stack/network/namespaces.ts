import type { NetworkPlan } from './plan.js';
import type { Settings } from '../settings.js';

/** Everything of ours in the machine's network begins with this. */
const prefix = 'sw-';
export const lanNamespace = `${prefix}lan`;
export const controlPlaneNamespace = `${prefix}cp`;
/** The one interface of ours in the root namespace. */
export const hostInterface = `${prefix}host`;

export function machineNamespace(machine: string): string {
  return `${prefix}${machine}`;
}

export function namespacePath(namespace: string): string {
  return `/run/netns/${namespace}`;
}

/** All namespaces of ours for that plan. */
export function namespaces({ machines }: NetworkPlan): readonly string[] {
  return [lanNamespace, controlPlaneNamespace, ...machines.map(({ name }) => machineNamespace(name))];
}

/** Lines for `ip -batch`, run inside a namespace; in the root namespace where none is named. */
export interface Batch {
  readonly namespace?: string;
  readonly lines: readonly string[];
}

/**
 * The whole network: a switch in a namespace of its own, to which the control plane, each machine and the root
 * namespace have a cable, and routes to the pods of each machine. `owner` is written on the root namespace's
 * interface, so that a leftover of ours is told from that of another checkout.
 */
export function networkBatches(plan: NetworkPlan, settings: Settings, owner: string): readonly Batch[] {
  const lan = `/${plan.lanBits}`;
  const routes = (self?: string): readonly string[] =>
    plan.machines
      .filter(({ name }) => name !== self)
      .map(({ pods, address }) => `route add ${pods} via ${address}`);
  const services = `route add ${settings.networks.services} via ${plan.controlPlane}`;
  const cable = (namespace: string, port: string): string =>
    `link add eth0 netns ${namespace} type veth peer name ${port} netns ${lanNamespace}`;
  const ports = ['cp', ...plan.machines.map(({ name }) => name)];
  return [
    { lines: namespaces(plan).map((name) => `netns add ${name}`) },
    {
      lines: [
        cable(controlPlaneNamespace, 'cp'),
        ...plan.machines.map(({ name }) => cable(machineNamespace(name), name)),
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
        ...[...ports, 'host'].flatMap((port) => [`link set ${port} master lan0`, `link set ${port} up`]),
      ],
    },
    {
      namespace: controlPlaneNamespace,
      lines: [
        'link set lo up',
        `address add ${plan.kubernetesService}/32 dev lo`,
        `address add ${plan.controlPlane}${lan} dev eth0`,
        'link set eth0 up',
        ...routes(),
      ],
    },
    ...plan.machines.map(({ name, address }) => ({
      namespace: machineNamespace(name),
      lines: [
        'link set lo up',
        `address add ${address}${lan} dev eth0`,
        'link set eth0 up',
        services,
        ...routes(name),
      ],
    })),
    {
      lines: [
        `address add ${plan.host}${lan} dev ${hostInterface}`,
        `link set ${hostInterface} up`,
        services,
        ...routes(),
      ],
    },
  ];
}
