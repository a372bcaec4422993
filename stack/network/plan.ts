import type { Settings } from '../settings.js';
import { addressAt, parseNetwork } from './ipv4.js';
import { onLan } from './room.js';

/** Both addresses of one host on the LAN. */
export interface Place {
  readonly address: string;
  readonly ipv6: string;
}

/** A machine of the embedded default: its place in the network. */
export interface MachinePlace extends Place {
  readonly name: string;
}

/** Who has which address. Computed from the settings alone, which have room for everybody. */
export interface NetworkPlan {
  /** Length of the LAN's prefix. */
  readonly lanBits: number;
  /** The LAN's IPv6 prefix, of 64 bits. */
  readonly lanIpv6: string;
  /** IPv6 addresses that pods get: apart from those of all others. */
  readonly podsIpv6: string;
  /** The machine that runs the stack, as pods and servers see it. */
  readonly host: string;
  readonly hostIpv6: string;
  /** A host of the LAN that has nothing of Kubernetes. */
  readonly outside: Place;
  /** The L4 balancer, which answers for the addresses of Services. */
  readonly balancer: Place;
  /** The company's name server. */
  readonly nameServer: Place;
  readonly controlPlane: string;
  readonly controlPlaneIpv6: string;
  /** ClusterIP of the Service `kubernetes`: the first address of the service network. */
  readonly kubernetesService: string;
  /** ClusterIP of the Service `kube-dns`: by custom the tenth. */
  readonly dnsService: string;
  readonly machines: readonly MachinePlace[];
}

export function planNetwork({ networks, machines }: Settings): NetworkPlan {
  const ipv6At = (n: number): string => networks.lanIpv6.replace(/::\/64$/, `::${n.toString(16)}`);
  const place = (n: number): Place => ({ address: addressAt(networks.lan, n), ipv6: ipv6At(n) });
  return {
    lanBits: parseNetwork(networks.lan)?.bits ?? 32,
    lanIpv6: networks.lanIpv6,
    podsIpv6: networks.lanIpv6.replace(/::\/64$/, '::1:0/112'),
    host: place(onLan.host).address,
    hostIpv6: place(onLan.host).ipv6,
    outside: place(onLan.outside),
    balancer: place(onLan.balancer),
    nameServer: place(onLan.nameServer),
    controlPlane: place(onLan.controlPlane).address,
    controlPlaneIpv6: place(onLan.controlPlane).ipv6,
    kubernetesService: addressAt(networks.services, 1),
    dnsService: addressAt(networks.services, dnsServiceAt(networks.services)),
    machines: Array.from({ length: machines }, (_, index) => ({
      name: `m${index + 1}`,
      ...place(onLan.firstMachine + index),
    })),
  };
}

/** The tenth address, or the second of a network that is too small for that. */
function dnsServiceAt(services: string): number {
  return (parseNetwork(services)?.bits ?? 32) > 28 ? 2 : 10;
}
