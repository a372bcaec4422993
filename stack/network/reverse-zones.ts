import { reverseZone4, reverseZone6 } from '../dns/named-conf.js';
import { addressAt, parseNetwork } from './ipv4.js';
import type { Networks } from './room.js';

/** The zones in which the addresses of pods and Services have their names: they end at whole octets and digits. */
export function reverseZones({ lan, lanIpv6, services, servicesIpv6 }: Networks): readonly string[] {
  return [...new Set([...[lan, services].map(zoneOfIpv4), ...[lanIpv6, servicesIpv6].map(zoneOfIpv6)])];
}

function zoneOfIpv4(network: string): string {
  const octets = Math.max(1, Math.floor((parseNetwork(network)?.bits ?? 32) / 8));
  return reverseZone4(addressAt(network, 0).split('.').slice(0, octets).map(Number));
}

/** `prefix`: groups, `::` and the number of bits, which is that of whole digits. */
function zoneOfIpv6(prefix: string): string {
  const [groups = '', bits = '128'] = prefix.split('::/');
  const digits = groups
    .split(':')
    .map((group) => group.padStart(4, '0'))
    .join('');
  return reverseZone6(digits.padEnd(32, '0').slice(0, Number(bits) / 4));
}
