import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../api/defaults.js';
import { isForbidden } from '../../api/validation/forbidden-settings.js';
import { tikvCluster } from '../../test/harness/tikv-cluster.js';
import { initialCluster, settings } from './configuration.js';
import { tikvRules } from './rules.js';
import { imageOf } from './settings.js';
import { toml } from './toml.js';

const filled = (given = tikvCluster()) => ({ ...given, spec: withDefaults(given.spec, tikvRules) });
const cluster = filled();
const [pd, tikv] = cluster.spec.nodeTypes as [
  (typeof cluster.spec.nodeTypes)[number],
  (typeof cluster.spec.nodeTypes)[number],
];

describe('the settings', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 3],
    [7, 3],
  ])('ask PD with %i stores for %i copies, on different machines', (replicas, copies) => {
    const given = filled(
      tikvCluster({
        nodeTypes: [
          { name: 'pd', replicas: 1 },
          { name: 'tikv', replicas },
        ],
      }),
    );
    expect(settings(given, pd)).toEqual({
      'replication.max-replicas': copies,
      'replication.location-labels': ['host'],
    });
  });

  it('tell a store what is its own of the disk and of the memory', () => {
    expect(settings(cluster, tikv)).toEqual({
      'raftstore.capacity': '10737418240B',
      'storage.reserve-space': '536870912B',
      'storage.block-cache.capacity': '966367641B',
    });
    const large = { ...tikv, volumes: [{ name: 'data', size: '1Ti' }] };
    expect(settings(cluster, large)['storage.reserve-space']).toBe('5000000000B');
  });

  it('put the Raft log on the second volume, if there is one', () => {
    const volumes = ['data', 'log'].map((name) => ({ name, size: '1Gi' }));
    expect(settings(cluster, { ...tikv, volumes })['raft-engine.dir']).toBe('/var/lib/tikv/log/raft');
  });

  it("are those of the owner over the platform's, without what is for the platform itself", () => {
    const config = { 'storage.reserve-space': '1GB', 'log.level': 'warn', 'statewright.image': 'x' };
    expect(settings(cluster, { ...tikv, config })).toMatchObject({
      'storage.reserve-space': '1GB',
      'log.level': 'warn',
    });
    expect(settings(cluster, { ...tikv, config })).not.toHaveProperty(['statewright.image']);
  });

  it.each(['server.advertise-addr', 'data-dir', 'storage.data-dir', 'join', 'server.labels.host', 'name'])(
    'lets no owner change %s, on which the platform relies',
    (key) => {
      expect(tikvRules.forbiddenSettings.some((setting) => isForbidden(key, setting))).toBe(true);
    },
  );
});

describe('TOML', () => {
  it('has a table for what stands before the last dot, and what has no table first', () => {
    const given = { 'b.c.d': 1, lease: 3, 'b.a': 'x', 'b.c.e': true, 'b.l': ['host', 'z'] };
    expect(toml(given)).toBe('lease = 3\n\n[b]\na = "x"\nl = ["host", "z"]\n\n[b.c]\nd = 1\ne = true\n');
  });

  it.each([
    ['quotes and backslashes', { a: 'C:\\x "y"' }, 'a = "C:\\\\x \\"y\\""\n'],
    [
      'a line break, which must not become another setting',
      { a: 'b\ndata-dir = 1' },
      'a = "b\\ndata-dir = 1"\n',
    ],
    ['a key that would be another table', { 'a] [b.c': 1 }, '["a] [b"]\nc = 1\n'],
    ['a character that TOML does not take as it is', { a: '\u007f' }, 'a = "\\u007f"\n'],
  ])('escapes %s', (_what, given, text) => {
    expect(toml(given)).toBe(text);
  });
});

describe('the founders', () => {
  it('are all members of PD that are asked for, until the cluster has formed', () => {
    expect(initialCluster(cluster).split(',')).toEqual([
      'keys-pd-0=http://keys-pd-0.keys-pd.team-a.svc:2380',
      'keys-pd-1=http://keys-pd-1.keys-pd.team-a.svc:2380',
      'keys-pd-2=http://keys-pd-2.keys-pd.team-a.svc:2380',
    ]);
    expect(initialCluster({ ...cluster, formed: true })).toBe('');
  });
});

describe('the image', () => {
  it.each([
    ['is that of PingCAP in the version of the cluster', {}, {}, 'pingcap/tikv:v8.5.5'],
    ['is that of the cluster', { image: 'both:1' }, {}, 'both:1'],
    ['is rather that of the node type', { image: 'both:1' }, { 'statewright.image': 'own:1' }, 'own:1'],
  ])('%s', (_sentence, spec, config, expected) => {
    expect(imageOf({ ...cluster.spec, ...spec }, { name: 'tikv', config })).toBe(expected);
  });
});
