import { expect, it } from 'vitest';
import type { Member, Vip } from '../../../api/balancer/index.js';
import { flowMark } from './datagrams.js';
import { parseFlows, strayFlows, type Flow } from './flows.js';

const member: Member = { address: '10.90.0.11', port: 53, weight: 1, state: 'up' };
const vip = (members: readonly Member[]): Vip => ({
  address: '10.96.0.10',
  service: { namespace: 'shop', name: 'names', uid: 'u' },
  sourceRanges: [],
  listeners: [{ protocol: 'UDP', port: 53, members }],
});
const through: Flow = {
  address: '10.96.0.10',
  port: 53,
  member: '10.90.0.11',
  memberPort: 53,
  mark: flowMark,
};
const unserved: Flow = { ...through, member: '10.96.0.10', mark: 0 };

it.each<[string, Flow, readonly Member[], boolean]>([
  ['one to a member stays', through, [member], false],
  ['one to a member that drains stays', through, [{ ...member, state: 'drain' }], false],
  ['one to a member that is gone ends', through, [], true],
  ['one that nobody served ends once somebody does', unserved, [member], true],
  ['one that nobody serves stays', unserved, [], false],
  ['one of somebody else stays', { ...unserved, address: '10.90.0.3', member: '10.90.0.3' }, [member], false],
])('of flows, %s', (_, flow, members, isStray) => {
  expect(strayFlows([flow], [vip(members)])).toEqual(isStray ? [flow] : []);
});

it('reads flows as conntrack prints them, answered or not', () => {
  const text = `udp      17 118 src=10.90.0.9 dst=10.96.0.10 sport=40000 dport=53 src=10.90.0.11 dst=10.90.0.3 sport=53 dport=40000 [ASSURED] mark=${flowMark} use=1
udp      17 28 src=fd5a:90::9 dst=fd5a:96::10 sport=40000 dport=53 [UNREPLIED] src=fd5a:96::10 dst=fd5a:90::9 sport=53 dport=40000 mark=0 use=1
`;
  expect(parseFlows(text)).toEqual([
    through,
    { address: 'fd5a:96::10', port: 53, member: 'fd5a:96::10', memberPort: 53, mark: 0 },
  ]);
});
