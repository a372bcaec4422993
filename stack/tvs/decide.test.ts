import { describe, expect, it } from 'vitest';
import type { Vip } from '../../api/balancer/index.js';
import { decideWrite, type Caller, type Precondition, type Wish } from './decide.js';
import type { VipRecord } from './record.js';
import { VipTable } from './table.js';

const ours: Caller = { kind: 'owner', name: 'cluster-a', owner: 'a' };
const person: Caller = { kind: 'person', name: 'alice' };
const vip = (address: string, change: Partial<Vip> = {}): Vip => ({
  address,
  service: { namespace: 'n', name: 's', uid: 'u' },
  listeners: [{ protocol: 'TCP', port: 80, members: [] }],
  sourceRanges: [],
  ...change,
});
const record = (id: string, owner: string, address: string, seq: number): VipRecord => ({
  ...{ id, owner, seq, vip: vip(address) },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
});

const table = new VipTable();
table.set('mine', record('mine', 'a', '10.0.0.1', 1));
table.set('theirs', record('theirs', 'b', '10.0.0.2', 2));

const put = (address: string, owner = 'a', change: Partial<Vip> = {}): Wish => ({
  kind: 'put',
  owner,
  vip: vip(address, change),
});
const members = (port: number): Wish => ({
  kind: 'members',
  listeners: [
    { protocol: 'TCP', port, members: [{ address: '10.1.0.1', port: 8080, weight: 1, state: 'up' }] },
  ],
});
const gone: Wish = { kind: 'delete' };
const absent: Precondition = { kind: 'absent' };
const exists: Precondition = { kind: 'exists' };
const at = (etag: string): Precondition => ({ kind: 'etag', etag });
const changed = { idleTimeoutSeconds: 60 };

function verdictOf(id: string, wish: Wish, precondition: Precondition, caller: Caller = ours): string {
  const verdict = decideWrite({ id, wish, precondition, caller }, table);
  if (verdict.kind === 'refused') return verdict.problem.code;
  return verdict.kind === 'change' ? verdict.action : verdict.kind;
}

describe('what becomes of a write', () => {
  it.each<[string, string, Wish, Precondition, string, Caller?]>([
    ['an owner that the token is not of', 'new', put('10.0.0.9', 'b'), absent, 'forbidden'],
    ['a VIP of another owner replaced', 'theirs', put('10.0.0.2'), exists, 'id-held'],
    ['members of a VIP of another owner', 'theirs', members(80), exists, 'id-held'],
    ['a VIP of another owner deleted', 'theirs', gone, at('"2"'), 'id-held'],
    ['members of no VIP', 'new', members(80), exists, 'not-found'],
    ['no VIP deleted', 'new', gone, at('"7"'), 'not-found'],
    ['the address of another owner', 'new', put('10.0.0.2'), absent, 'address-held'],
    ['the address of another VIP of ours', 'new', put('10.0.0.1'), absent, 'address-held'],
    [
      'an attribute out of range',
      'mine',
      put('10.0.0.1', 'a', { idleTimeoutSeconds: 3_601 }),
      at('"1"'),
      'refused',
    ],
    ['members of a listener that is not there', 'mine', members(81), at('"1"'), 'refused'],
    [
      'a wrong attribute and a stale ETag',
      'mine',
      put('10.0.0.1', 'a', { idleTimeoutSeconds: 3_601 }),
      at('"0"'),
      'refused',
    ],
    ['no precondition', 'mine', put('10.0.0.1', 'a', changed), undefined, 'precondition-required'],
    ['one made that exists', 'mine', put('10.0.0.1', 'a', changed), absent, 'precondition-failed'],
    [
      'one changed at another version',
      'mine',
      put('10.0.0.1', 'a', changed),
      at('"2"'),
      'precondition-failed',
    ],
    ['one changed that does not exist', 'new', put('10.0.0.9'), exists, 'precondition-failed'],
    [
      'one changed at a version that does not exist',
      'new',
      put('10.0.0.9'),
      at('"1"'),
      'precondition-failed',
    ],
    ['one deleted at another version', 'mine', gone, at('"2"'), 'precondition-failed'],
    ['what it says already', 'mine', put('10.0.0.1'), at('"1"'), 'unchanged'],
    ['a new one', 'new', put('10.0.0.9'), absent, 'create'],
    ['other attributes at its version', 'mine', put('10.0.0.1', 'a', changed), at('"1"'), 'replace'],
    ['another free address', 'mine', put('10.0.0.9'), at('"1"'), 'replace'],
    ['other members at its version', 'mine', members(80), at('"1"'), 'members'],
    ['an end at its version', 'mine', gone, at('"1"'), 'delete'],
    ['a person who deletes what is of an owner', 'theirs', gone, exists, 'delete', person],
    ['a person who makes one of an owner', 'new', put('10.0.0.9', 'b'), absent, 'create', person],
  ])('%s', (_what, id, wish, precondition, expected, caller = ours) => {
    expect(verdictOf(id, wish, precondition, caller)).toBe(expected);
  });

  it('says whose the id or the address is', () => {
    const held = [
      decideWrite({ id: 'theirs', wish: gone, precondition: exists, caller: ours }, table),
      decideWrite({ id: 'new', wish: put('10.0.0.2'), precondition: absent, caller: ours }, table),
    ];
    expect(held).toMatchObject([{ problem: { owner: 'b' } }, { problem: { owner: 'b' } }]);
  });

  it('replaces the members of the listeners named, and leaves all else as it is', () => {
    const two = new VipTable();
    const before = record('two', 'a', '10.0.0.1', 1);
    const listeners: Vip['listeners'] = [
      { protocol: 'TCP', port: 80, members: [], healthCheck: { kind: 'tcp', intervalSeconds: 5 } },
      { protocol: 'UDP', port: 80, members: [{ address: '10.1.0.9', port: 1, weight: 2, state: 'drain' }] },
    ];
    // An attribute that would be refused today.
    two.set('two', { ...before, vip: vip('10.0.0.1', { listeners, idleTimeoutSeconds: 9_999 }) });
    const verdict = decideWrite({ id: 'two', wish: members(80), precondition: at('"1"'), caller: ours }, two);
    expect(verdict).toMatchObject({
      action: 'members',
      after: {
        vip: {
          idleTimeoutSeconds: 9_999,
          listeners: [
            { members: [{ address: '10.1.0.1' }], healthCheck: { intervalSeconds: 5 } },
            listeners[1],
          ],
        },
      },
    });
  });
});
