import { describe, expect, it } from 'vitest';
import type { RecordedVip, Vip } from '../../api/balancer/index.js';
import { renderFile } from './haproxy-host.js';
import { judge, parseRecords, type Change, type Records } from './recorded.js';

const vip: Vip = {
  address: '10.96.0.1',
  service: { namespace: 'shop', name: 'search', uid: 'u' },
  sourceRanges: [],
  listeners: [{ protocol: 'TCP', port: 80, members: [] }],
};
const recorded: RecordedVip = { id: 'a', owner: 'us', version: '7', vip };
const theirs: RecordedVip = { id: 'b', owner: 'them', version: '8', vip: { ...vip, address: '10.96.0.2' } };
const records: Records = { revision: 9, vips: [recorded, theirs] };

const other: Vip = { ...vip, idleTimeoutSeconds: 60 };
const put = (id: string, wanted: Vip, version?: string): Change => ({
  kind: 'put',
  owner: 'us',
  id,
  vip: wanted,
  precondition: version === undefined ? { kind: 'absent' } : { kind: 'version', version },
});
const remove = (id: string, version: string): Change => ({ kind: 'remove', owner: 'us', id, version });

function verdict(change: Change): string {
  const judgement = judge(records, change);
  return judgement.kind === 'refused' ? judgement.error.code : judgement.kind;
}

describe('a change of records', () => {
  it.each<[string, Change, string]>([
    ["a put under another's id", put('b', other, '8'), 'VipOfAnother'],
    ["a put of another's address", put('c', theirs.vip), 'VipOfAnother'],
    ['a put where nothing is, as said', put('c', { ...vip, address: '10.96.0.3' }), 'changed'],
    [
      'a put where nothing is, against what was said',
      put('c', { ...vip, address: '10.96.0.3' }, '7'),
      'BalancerConflict',
    ],
    ['a put of the very same', put('a', vip, '1'), 'same'],
    ['a put at the version', put('a', other, '7'), 'changed'],
    ['a put at another version', put('a', other, '6'), 'BalancerConflict'],
    ['a put where nothing should be', put('a', other), 'BalancerConflict'],
    ["a removal of another's", remove('b', '8'), 'VipOfAnother'],
    ['a removal of nothing', remove('c', '1'), 'same'],
    ['a removal at the version', remove('a', '7'), 'changed'],
    ['a removal at another version', remove('a', '6'), 'BalancerConflict'],
    ['a put of what is unsound', put('a', { ...vip, idleTimeoutSeconds: -1 }, '7'), 'BalancerRefused'],
  ])('that is %s comes out as it should', (_, change, code) => {
    expect(verdict(change)).toBe(code);
  });

  it('never gives a version twice, also after a removal', () => {
    const first = judge(records, remove('a', '7'));
    if (first.kind !== 'changed') throw new Error(first.kind);
    const second = judge(first.records, put('a', vip));
    expect(second).toMatchObject({ recorded: { version: '11' } });
  });

  it('is read back as it was written, and not read at all when it is not understood', () => {
    expect(parseRecords(JSON.stringify(records))).toEqual(records);
    expect(() => parseRecords('{"revision":1,"vips":[{}]}')).toThrow();
  });
});

it('is written for HAProxy with nothing of an owner that could be a directive', () => {
  const text = renderFile({ revision: 1, vips: [{ ...recorded, owner: 'x\nglobal' }] });
  expect(text).toContain('\n# a of x?global\nfrontend tcp-10.96.0.1-80 from statewright\n');
  expect(text).toContain('  bind 10.96.0.1:80 transparent\n');
});
