import { expect, it } from 'vitest';
import type { Listener, Member, Vip } from '../../api/balancer/index.js';
import { refusalsOf } from './refusals.js';

const member = (index: number, change: Partial<Member> = {}): Member => ({
  ...{ address: `10.0.${index >> 8}.${index & 255}`, port: 80, weight: 1, state: 'up' },
  ...change,
});
const listener = (port: number, members: readonly Member[] = []): Listener => ({
  protocol: 'TCP',
  port,
  members,
});
const listeners = (count: number): Listener[] =>
  Array.from({ length: count }, (_, index) => listener(index + 1));
const members = (count: number): Member[] => Array.from({ length: count }, (_, index) => member(index));
const vip = (change: Partial<Vip>): Vip => ({
  ...{
    address: '10.96.0.1',
    service: { namespace: 'n', name: 's', uid: 'u' },
    listeners: [],
    sourceRanges: [],
  },
  ...change,
});

it.each<[string, Partial<Vip>, readonly string[]]>([
  ['takes 64 listeners', { listeners: listeners(64) }, []],
  ['refuses 65 listeners', { listeners: listeners(65) }, ['listeners']],
  ['takes 1,000 members in a listener', { listeners: [listener(1, members(1_000))] }, []],
  [
    'refuses 1,001 members in a listener',
    { listeners: [listener(1), listener(2, members(1_001))] },
    ['listeners[1].members'],
  ],
  ['takes an idle timeout of an hour', { idleTimeoutSeconds: 3_600 }, []],
  ['refuses an idle timeout above an hour', { idleTimeoutSeconds: 3_601 }, ['idleTimeoutSeconds']],
  ['refuses a listener that is there twice', { listeners: [listener(1), listener(1)] }, ['listeners[1]']],
  [
    'takes TCP and UDP on the same port',
    { listeners: [listener(1), { ...listener(1), protocol: 'UDP' }] },
    [],
  ],
  [
    'refuses a member that is there twice',
    { listeners: [listener(1, [member(1), member(1, { weight: 2 })])] },
    ['listeners[0].members[1]'],
  ],
  ['takes two ports of one member', { listeners: [listener(1, [member(1), member(1, { port: 2 })])] }, []],
  [
    'refuses a member of the other family',
    { listeners: [listener(1, [member(1, { address: 'fd00::1' })])] },
    ['listeners[0].members[0].address'],
  ],
  [
    'refuses a source range of the other family',
    { sourceRanges: ['10.0.0.0/8', 'fd00::/8'] },
    ['sourceRanges[1]'],
  ],
  ['refuses a source range that is none', { sourceRanges: ['10.0.0.1/8'] }, ['sourceRanges[0]']],
  ['refuses an address that is none', { address: 'x' }, ['address']],
  [
    'names every field that is wrong',
    { idleTimeoutSeconds: 9_999, sourceRanges: ['x'] },
    ['sourceRanges[0]', 'idleTimeoutSeconds'],
  ],
])('%s', (_what, change, fields) => {
  expect(refusalsOf(vip(change)).map(({ field }) => field)).toEqual(fields);
});
