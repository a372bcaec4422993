import type { Settings } from '../settings.js';
import { addressAt, parseNetwork, subnetAt } from './ipv4.js';
import { machinePodBits, onLan } from './room.js';

/** A machine of the embedded default: its place in the network. */
export interface MachinePlace {
  readonly name: string;
  /** Address on the LAN. */
  readonly address: string;
  /** The network of its pods. */
  readonly pods: string;
}

/** Who has which address. Computed from the settings alone, which have room for everybody. */
export interface NetworkPlan {
  /** Length of the LAN's prefix. */
  readonly lanBits: number;
  /** The machine that runs the stack, as pods and servers see it. */
  readonly host: string;
  readonly controlPlane: string;
  /** ClusterIP of the Service `kubernetes`: the first address of the service network. */
  readonly kubernetesService: string;
  readonly machines: readonly MachinePlace[];
}

export function planNetwork({ networks, machines }: Settings): NetworkPlan {
  return {
    lanBits: parseNetwork(networks.lan)?.bits ?? 32,
    host: addressAt(networks.lan, onLan.host),
    controlPlane: addressAt(networks.lan, onLan.controlPlane),
    kubernetesService: addressAt(networks.services, 1),
    machines: Array.from({ length: machines }, (_, index) => ({
      name: `m${index + 1}`,
      address: addressAt(networks.lan, onLan.firstMachine + index),
      pods: subnetAt(networks.pods, machinePodBits, index + 1),
    })),
  };
}
