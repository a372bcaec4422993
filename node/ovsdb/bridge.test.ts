import { describe, expect, it } from 'vitest';
import { ensureBridge, type BridgeWish } from './bridge.js';
import { Replica } from './replica.js';

const wish: BridgeWish = { name: 'br-pods', datapath: 'netdev' };
const root = { bridges: ['set', []], cur_cfg: 0, ovs_version: ['set', []] };

function holding(bridges: Readonly<Record<string, object>>): Replica {
  const replica = new Replica();
  const rows = Object.fromEntries(Object.entries(bridges).map(([id, row]) => [id, { new: row }]));
  replica.apply({ Open_vSwitch: { root: { new: root } }, Bridge: rows });
  return replica;
}

function bridge(changes: object = {}): object {
  const settings = { datapath_type: 'netdev', datapath_id: ['set', []], fail_mode: 'secure' };
  return { name: 'br-pods', ports: ['set', []], ...settings, ...changes };
}

describe('ensureBridge', () => {
  it('hangs a new bridge below the root of the database', () => {
    const operations = ensureBridge(holding({}), wish);
    expect(operations.at(-1)).toMatchObject({ op: 'mutate', table: 'Open_vSwitch' });
  });

  it('makes the root of a database that was only just made, without which a bridge once vanished unnoticed', () => {
    const operations = ensureBridge(new Replica(), wish);
    expect(operations.at(-1)).toEqual({
      op: 'insert',
      table: 'Open_vSwitch',
      row: { bridges: ['set', [['named-uuid', 'bridge']]] },
    });
  });

  it('does nothing where all is as wished', () => {
    expect(ensureBridge(holding({ one: bridge() }), wish)).toEqual([]);
  });

  it.each([{ datapath_type: 'system' }, { fail_mode: ['set', []] }])('mends a bridge with %o', (changes) => {
    const operations = ensureBridge(holding({ one: bridge(changes) }), wish);
    expect(operations).toContainEqual(
      expect.objectContaining({ op: 'update', row: { datapath_type: 'netdev', fail_mode: 'secure' } }),
    );
  });

  it('puts in an uplink that is missing', () => {
    const uplink = { name: 'eth1', type: 'system', options: {} };
    const operations = ensureBridge(holding({ one: bridge() }), { ...wish, uplink });
    expect(operations).toContainEqual(expect.objectContaining({ op: 'insert', table: 'Port' }));
  });
});
