import type { Listener, Member, Vip } from '../../../api/balancer/index.js';
import { parseAddress, type Family } from '../../../api/network/address.js';
import { formatBlock, merged, parseSubnet } from '../../../api/network/block.js';
import { slotsByAffinity, slotsByWeight } from './slots.js';

/** On the flows that go through a VIP: how they are told from others on the machine. */
export const flowMark = 0x5357_0001;

export const tableName = 'statewright_vips';

interface Words {
  readonly family: Family;
  /** Of nftables' tables and matches. */
  readonly ip: 'ip' | 'ip6';
  readonly type: 'ipv4_addr' | 'ipv6_addr';
  readonly noRedirects: string;
}

const families: readonly Words[] = [
  { family: 4, ip: 'ip', type: 'ipv4_addr', noRedirects: '' },
  {
    family: 6,
    ip: 'ip6',
    type: 'ipv6_addr',
    noRedirects:
      'chain no_redirects {\n  type filter hook output priority 0\n  icmpv6 type nd-redirect drop\n}\n',
  },
];

/**
 * The UDP listeners of sound VIPs as an nftables script that replaces our two tables in one transaction.
 *
 * A datagram that starts a flow gets a slot, by chance or by the hash of its sender, and a map from (address, port, slot)
 * gives its member: one lookup however many VIPs there are, where a chain for each would take the kernel a time that
 * grows with the square of their number. The slot travels in the packet's mark, which nftables can look up; it is cleared
 * again before routing. Flows that exist are the business of conntrack, so that members that drain keep theirs.
 * Replies find their way back since members see the balancer's own address as the sender.
 * A listener nobody serves has no rule: the machine itself answers that the port is closed.
 */
export function renderDatagrams(vips: readonly Vip[], link: string): string {
  return families.map((words) => renderFamily(vips, link, words)).join('');
}

function renderFamily(vips: readonly Vip[], link: string, { family, ip, type, noRedirects }: Words): string {
  const listeners = vips
    .filter(({ address }) => parseAddress(address)?.family === family)
    .flatMap((vip) =>
      udpListeners(vip).map((listener) => ({ vip, listener, key: `${vip.address} . ${listener.port}` })),
    );
  const chosen = listeners
    .map(({ vip, listener, key }) => {
      const { kind, slots } = slotsOf(vip, listener);
      return { key, slots, choice: `${kind}_${slots.length}` };
    })
    .filter(({ slots }) => slots.length > 0);
  const choices = [...new Set(chosen.map(({ choice }) => choice))].map(
    (name) => [name, chosen.filter(({ choice }) => choice === name)] as const,
  );
  const restricted = listeners.filter(({ vip }) => vip.sourceRanges.length > 0);
  return `table ${ip} ${tableName}
delete table ${ip} ${tableName}
table ${ip} ${tableName} {
${set(
  'served',
  `${type} . inet_service`,
  chosen.map(({ key }) => key),
)}
${set(
  'restricted',
  `${type} . inet_service`,
  restricted.map(({ key }) => key),
)}
${set(
  'allowed',
  `${type} . inet_service . ${type}; flags interval`,
  restricted.flatMap(({ vip, key }) => allowedBlocks(vip, family).map((block) => `${key} . ${block}`)),
)}
${choices
  .map(([name, alike]) =>
    map(
      name,
      `${type} . inet_service . mark : ${type} . inet_service`,
      alike.flatMap(({ key, slots }) =>
        slots.map((member, slot) => `${key} . ${slot} : ${member.address} . ${member.port}`),
      ),
    ),
  )
  .join('\n')}
chain restrict {
  type filter hook prerouting priority -150
  ${ip} daddr . udp dport @restricted ${ip} daddr . udp dport . ${ip} saddr != @allowed reject
}
chain choose {
  type nat hook prerouting priority -100
  ${ip} daddr . udp dport @served goto members
}
chain members {
  ct mark set ${flowMark}
${choices
  .map(
    ([name, alike]) => `  meta mark set ${numberOf(name, alike[0]?.slots.length ?? 1, ip)}
  meta l4proto udp dnat to ${ip} daddr . udp dport . meta mark map @${name}`,
  )
  .join('\n')}
}
chain unmark {
  type filter hook prerouting priority -90
  ct mark ${flowMark} meta mark set 0
}
chain masquerade_flows {
  type nat hook postrouting priority 100
  ct mark ${flowMark} masquerade
}
chain no_router {
  type filter hook forward priority 0
  iifname "${link}" oifname "${link}" ct mark != ${flowMark} drop
}
${noRedirects}}
`;
}

export function udpListeners({ listeners }: Vip): readonly Listener[] {
  return listeners.filter(({ protocol }) => protocol === 'UDP');
}

function slotsOf(
  { affinity }: Vip,
  { members }: Listener,
): { readonly kind: 'chance' | 'sender'; readonly slots: readonly Member[] } {
  return affinity === undefined
    ? { kind: 'chance', slots: slotsByWeight(members) }
    : { kind: 'sender', slots: slotsByAffinity(members) };
}

function numberOf(name: string, slots: number, ip: string): string {
  return name.startsWith('sender') ? `jhash ${ip} saddr mod ${slots} seed 1` : `numgen random mod ${slots}`;
}

function allowedBlocks({ sourceRanges }: Vip, family: Family): readonly string[] {
  const blocks = sourceRanges.map(parseSubnet).filter((block) => block !== undefined);
  return merged(blocks.filter((block) => block.family === family)).map(formatBlock);
}

function set(name: string, type: string, elements: readonly string[]): string {
  return `set ${name} {\n  type ${type}\n${elementsOf(elements)}}`;
}

function map(name: string, type: string, elements: readonly string[]): string {
  return `map ${name} {\n  type ${type}\n${elementsOf(elements)}}`;
}

function elementsOf(elements: readonly string[]): string {
  return elements.length === 0 ? '' : `  elements = {\n${elements.join(',\n')}\n  }\n`;
}
