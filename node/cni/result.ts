import { macOf, type IPPool } from '../../api/network/index.js';
import type { Route } from '../links/protocol.js';
import type { CniVersion } from './request.js';

/** Ethernet's own, for machines whose uplink says nothing. */
const DEFAULT_MTU = 1500;

/** What a pod's link is, from its addresses and its pool. Pure: asked again, it is the same again. */
export interface LinkPlan {
  readonly mac: string;
  readonly mtu: number;
  readonly vlan: number;
  /** With prefix lengths. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  /** Those of the pool; the default routes are the gateways. */
  readonly routes: readonly Route[];
  readonly dns: Dns;
}

interface Dns {
  readonly nameservers?: readonly string[];
  readonly search?: readonly string[];
  readonly options?: readonly string[];
}

/** @param uplinkMtu for pools that name none; undefined without an uplink */
export function planLink(
  addresses: readonly string[],
  pool: IPPool,
  uplinkMtu: number | undefined,
): LinkPlan {
  const { spec } = pool;
  const family = (address: string): { subnet: string; gateway?: string | undefined } | undefined =>
    address.includes(':') ? spec.ipv6 : spec.ipv4;
  const widest = (address: string): string => (address.includes(':') ? '128' : '32');
  const hasFamily = (text: string): boolean =>
    addresses.some((address) => address.includes(':') === text.includes(':'));
  return {
    mac: macOf(addresses),
    mtu: spec.mtu ?? uplinkMtu ?? DEFAULT_MTU,
    vlan: spec.vlan ?? 0,
    addresses: addresses.map(
      (address) => `${address}/${family(address)?.subnet.split('/')[1] ?? widest(address)}`,
    ),
    gateways: addresses.flatMap((address) => family(address)?.gateway ?? []),
    // A pod with one family has no use for routes of the other, and the kernel would refuse them.
    routes: (spec.routes ?? [])
      .filter(({ to }) => hasFamily(to))
      .map(({ to, via }) => (via === undefined ? { to } : { to, via })),
    dns: {
      ...(spec.dns?.servers && { nameservers: spec.dns.servers }),
      ...(spec.dns?.search && { search: spec.dns.search }),
      ...(spec.dns?.options && { options: spec.dns.options }),
    },
  };
}

/** All routes of the pod, the default ones among them. */
export function allRoutes({ gateways, routes }: Pick<LinkPlan, 'gateways' | 'routes'>): readonly Route[] {
  const defaults = gateways.map((via) => ({ to: via.includes(':') ? '::/0' : '0.0.0.0/0', via }));
  return [...defaults, ...routes];
}

export interface AttachedLink {
  readonly host: string;
  readonly hostMac: string;
  readonly ifname: string;
  readonly netns: string;
}

/** The result of ADD in the form of the version that was asked for. */
export function cniResult(
  version: CniVersion,
  plan: LinkPlan,
  link: AttachedLink,
): Readonly<Record<string, unknown>> {
  const gatewayOf = (address: string): string | undefined =>
    plan.gateways.find((gateway) => gateway.includes(':') === address.includes(':'));
  return {
    cniVersion: version,
    interfaces: [
      { name: link.host, mac: link.hostMac },
      {
        name: link.ifname,
        mac: plan.mac,
        sandbox: link.netns,
        ...(version === '1.1.0' && { mtu: plan.mtu }),
      },
    ],
    ips: plan.addresses.map((address) => ({
      // Until 1.0 each address said its family.
      ...(version === '0.4.0' && { version: address.includes(':') ? '6' : '4' }),
      address,
      ...(gatewayOf(address) !== undefined && { gateway: gatewayOf(address) }),
      interface: 1,
    })),
    routes: allRoutes(plan).map(({ to, via }) => (via === undefined ? { dst: to } : { dst: to, gw: via })),
    dns: plan.dns,
  };
}
