import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig } from '../../api/distributed-cluster.js';
import { label } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { postgresqlCluster } from '../../test/harness/postgresql-cluster.js';
import { renderPostgresql } from './render.js';
import { keptWal, mostLag, synchronous } from './settings.js';

const allOf = (cluster: ClusterToRender): readonly Pick<Manifest, 'metadata'>[] => {
  const { secrets = [], shared, sets } = renderPostgresql(cluster);
  return [...secrets, ...shared, ...sets.map(({ manifest }) => manifest)];
};
const yamlOf = (cluster: ClusterToRender): string =>
  allOf(cluster)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
const configured = (config: ClusterConfig, replicas = 3) =>
  postgresqlCluster({ nodeTypes: [{ name: 'server', replicas, config }] });
const template = (cluster: ClusterToRender) => {
  const spec = renderPostgresql(cluster).sets[0]?.manifest.spec as { readonly template: unknown };
  return JSON.stringify(spec.template);
};

describe('a PostgreSQL cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(postgresqlCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('with everything chosen by its owner becomes these objects', async () => {
    const cluster = postgresqlCluster({
      image: 'mirror.example/postgresql:15',
      nodeTypes: [
        {
          name: 'server',
          replicas: 5,
          resources: { cpu: '2', memory: '8Gi' },
          volumes: [{ name: 'disk', size: '500Gi', storageClassName: 'local' }],
          config: {
            work_mem: '16MB',
            'statewright.synchronous': 'strict',
            'statewright.most.lag.bytes': 1024,
          },
        },
      ],
    });
    await expect(yamlOf({ ...cluster, formed: true })).toMatchFileSnapshot('snapshots/chosen.yaml');
  });

  it('is rendered the same every time, whatever the order in which settings were written', () => {
    expect(yamlOf(configured({ b: 1, a: '2' }))).toBe(yamlOf(configured({ a: '2', b: 1 })));
  });

  it.each([
    ['a setting that is taken over while it runs', configured({ work_mem: '8MB' }), false],
    ['asynchronous commits', configured({ 'statewright.synchronous': false }), false],
    ['one more member', configured({}, 4), false],
    ['a setting that is taken at the start', configured({ max_connections: 300 }), true],
  ])('restarts members for %s only if it must', (_change, after, expected) => {
    expect(template(after) !== template(configured({}))).toBe(expected);
  });

  it('puts the mark of its owner on all that it makes', () => {
    const cluster = postgresqlCluster();
    for (const { metadata } of allOf(cluster)) {
      expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
      expect(metadata.ownerReferences).toMatchObject([{ uid: cluster.uid, controller: true }]);
    }
  });
});

describe('settings for the platform', () => {
  it.each([
    [undefined, 'yes'],
    [true, 'yes'],
    ['anything', 'yes'],
    [false, 'no'],
    ['false', 'no'],
    ['strict', 'strict'],
  ] as const)('take statewright.synchronous %s as %s', (value, expected) => {
    expect(synchronous(value === undefined ? {} : { 'statewright.synchronous': value })).toBe(expected);
  });

  it('take a lag that is no positive number as not set', () => {
    for (const value of [0, -1, 'much'])
      expect(mostLag({ 'statewright.most.lag.bytes': value })).toBe(16 << 20);
    expect(mostLag({ 'statewright.most.lag.bytes': '500' })).toBe(500);
  });

  it('keep a tenth of the volume as WAL, within bounds', () => {
    const sizes = ['100Mi', '10Gi', '1Ti'].map((size) => keptWal({ volumes: [{ name: 'data', size }] }));
    expect(sizes).toEqual([64, 1024, 16384]);
  });
});
