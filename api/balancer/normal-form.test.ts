import { expect, it } from 'vitest';
import { normalVip, sameVip } from './normal-form.js';
import type { Member, Vip } from './vip.js';

const member = (address: string, port: number): Member => ({ address, port, weight: 1, state: 'up' });
const vip: Vip = {
  address: '10.96.0.1',
  service: { namespace: 'a', name: 'b', uid: 'u' },
  listeners: [
    { protocol: 'UDP', port: 53, members: [] },
    {
      protocol: 'TCP',
      port: 90,
      members: [member('10.0.0.2', 1), member('10.0.0.1', 2), member('10.0.0.1', 1)],
    },
    { protocol: 'TCP', port: 53, members: [] },
  ],
  sourceRanges: ['10.0.0.0/8', '0.0.0.0/1'],
};

it('sorts listeners, members and source ranges', () => {
  const normal = normalVip(vip);
  expect(normal.listeners.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual([
    'TCP 53',
    'TCP 90',
    'UDP 53',
  ]);
  expect(normal.listeners[1]?.members.map(({ address, port }) => `${address} ${port}`)).toEqual([
    '10.0.0.1 1',
    '10.0.0.1 2',
    '10.0.0.2 1',
  ]);
  expect(normal.sourceRanges).toEqual(['0.0.0.0/1', '10.0.0.0/8']);
});

it('takes VIPs for the same that differ in order alone', () => {
  const turned: Vip = {
    sourceRanges: vip.sourceRanges.toReversed(),
    listeners: vip.listeners.toReversed(),
    address: vip.address,
    service: vip.service,
  };
  expect(sameVip(vip, turned)).toBe(true);
});

it.each<[string, Partial<Vip>]>([
  ['an idle timeout', { idleTimeoutSeconds: 5 }],
  ['an affinity', { affinity: { kind: 'ClientIP', timeoutSeconds: 5 } }],
  ['the UID of the Service', { service: { ...vip.service, uid: 'v' } }],
  ['a listener less', { listeners: vip.listeners.slice(1) }],
  ['another address', { address: '10.96.0.2' }],
])('tells VIPs apart by %s', (_what, change) => {
  expect(sameVip(vip, { ...vip, ...change })).toBe(false);
});
