import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import { clusterView, dataNode } from '../cluster-view.fixture.js';
import type { ClusterView, DataNode } from '../cluster-view.js';
import { drainReport, settleReport } from './datanodes.js';
import { dataNodeGuards, nameNodeGuards, type DataNodeSituation } from './guards.js';

const situation = (
  view: Partial<ClusterView> = {},
  node: Partial<DataNode> = {},
  fields: Partial<DataNodeSituation> = {},
): DataNodeSituation => {
  const member = dataNode(3, node);
  const dataNodes = view.dataNodes ?? [dataNode(0), dataNode(1), dataNode(2), member];
  return {
    view: clusterView({ ...view, dataNodes }),
    node: dataNodes.includes(member) ? member : dataNodes.at(-1),
    copies: 3,
    othersDown: [],
    ...fields,
  };
};
const failing = (given: DataNodeSituation, departure: Departure) =>
  dataNodeGuards(given, departure)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
const few = 'No block has too few copies';
const enough = 'Enough DataNodes stay for the copies of a file';
const space = 'Free space on the others covers what moves';

describe('guards of a DataNode', () => {
  it.each([
    ['nothing is wrong', situation(), 'offline', []],
    ['safe mode is on', situation({ safeMode: 'ON' }), 'restart', ['The NameNode is not in safe mode']],
    ['a block is missing', situation({ missing: 1 }), 'offline', ['No block is missing or corrupt']],
    ['a block is corrupt', situation({ corrupt: 1 }), 'restart', ['No block is missing or corrupt']],
    ['a block has few copies', situation({ fewCopies: 1 }), 'offline', [few]],
    ['its own drain makes copies', situation({ fewCopies: 5 }, { leaving: 'under way' }), 'offline', []],
    [
      'one of them has a single copy',
      situation({ fewCopies: 5, endangered: 1 }, { leaving: 'done' }),
      'offline',
      [few],
    ],
    ['it is dead and copies are made', situation({ fewCopies: 5 }, { alive: false }), 'scale-down', []],
    ['it is dead and would be restarted', situation({ fewCopies: 5 }, { alive: false }), 'restart', [few]],
    ['too few would stay', situation({}, {}, { copies: 4 }), 'offline', [enough]],
    ['too few would stay, but it comes back', situation({}, {}, { copies: 4 }), 'restart', []],
    ['the others are full', situation({}, { used: 2_401 }), 'offline', [space]],
    ['the others have just enough', situation({}, { used: 2_400 }), 'offline', []],
    [
      'another is down',
      situation({}, {}, { othersDown: ['files-datanode-0'] }),
      'restart',
      ['No other DataNode is down'],
    ],
    [
      'another is down, but it is drained',
      situation({}, {}, { othersDown: ['files-datanode-0'] }),
      'offline',
      [],
    ],
  ] as const)('when %s', (_what, given, departure, expected) => {
    expect(failing(given, departure)).toEqual(expected);
  });

  it('do not count on those that leave or are dead', () => {
    const dataNodes = [
      dataNode(0, { leaving: 'under way' }),
      dataNode(1, { alive: false }),
      dataNode(2),
      dataNode(3),
    ];
    expect(failing(situation({ dataNodes }, {}, { copies: 2 }), 'offline')).toEqual([enough]);
  });

  it('say their numbers', () => {
    expect(dataNodeGuards(situation(), 'offline').map(({ detail }) => detail)).toEqual([
      'files can be changed',
      '0 missing, 0 corrupt',
      '0 blocks with too few copies',
      '3 stay, a file has 3 copies',
      '100 to copy, 2.3Ki to spare',
    ]);
  });

  it('keep a NameNode in safe mode from being restarted', () => {
    expect(nameNodeGuards(clusterView({ safeMode: 'ON' }))).toMatchObject([{ holds: false, detail: 'ON' }]);
  });
});

describe('the drain of a DataNode', () => {
  it.each([
    ['is unknown', clusterView(), undefined, true, 0],
    ['has not been noticed', clusterView(), dataNode(3), false, 1],
    ['has blocks to copy', clusterView(), dataNode(3, { leaving: 'under way', blocksLeft: 7 }), false, 7],
    ['has left', clusterView({ fewCopies: 2 }), dataNode(3, { leaving: 'done' }), true, 0],
    [
      'is dead, copies missing',
      clusterView({ fewCopies: 2, pending: 1 }),
      dataNode(3, { leaving: 'done', alive: false }),
      false,
      3,
    ],
    ['is dead, nothing missing', clusterView(), dataNode(3, { leaving: 'under way', alive: false }), true, 0],
    ['is dead, not noticed', clusterView(), dataNode(3, { alive: false }), false, 1],
  ])('when it %s', (_what, view, node, done, blocks) => {
    expect(drainReport(view, node)).toMatchObject({ done, remaining: { blocks } });
  });

  it('is settled when it serves and nothing holds it', () => {
    expect(settleReport(clusterView(), dataNode(3)).done).toBe(true);
    expect(settleReport(clusterView(), undefined).done).toBe(false);
    expect(settleReport(clusterView(), dataNode(3, { alive: false })).done).toBe(false);
    expect(settleReport(clusterView(), dataNode(3, { leaving: 'done' })).done).toBe(false);
    expect(settleReport(clusterView({ safeMode: 'ON' }), dataNode(3)).done).toBe(false);
  });
});
