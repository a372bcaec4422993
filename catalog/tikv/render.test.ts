import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { label } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { tikvCluster } from '../../test/harness/tikv-cluster.js';
import { renderTikv } from './render.js';

const allOf = (cluster: ClusterToRender): readonly Manifest[] => {
  const { shared, sets } = renderTikv(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest)];
};

const yamlOf = (cluster: ClusterToRender): string =>
  allOf(cluster)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');

const templates = (cluster: ClusterToRender) =>
  renderTikv(cluster).sets.map(({ nodeType, manifest }) => {
    const spec = manifest.spec as { readonly template: unknown };
    return [nodeType, JSON.stringify(spec.template)] as const;
  });

const clusterOf = (pd: Partial<NodeType>, tikv: Partial<NodeType>) =>
  tikvCluster({
    nodeTypes: [
      { name: 'pd', replicas: 3, ...pd },
      { name: 'tikv', replicas: 4, ...tikv },
    ],
  });

describe('a TiKV cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(tikvCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('with everything chosen by its owner becomes these objects', async () => {
    const cluster = clusterOf(
      { resources: { cpu: '1', memory: '1Gi' }, config: { 'statewright.image': 'mirror.example/pd:v8.5.5' } },
      {
        resources: { cpu: '2', memory: '8Gi' },
        volumes: [
          { name: 'data', size: '200Gi', storageClassName: 'local' },
          { name: 'raft', size: '20Gi', storageClassName: 'fast' },
        ],
        config: { 'raftstore.apply-pool-size': 4, 'statewright.image': 'mirror.example/tikv:v8.5.5' },
      },
    );
    await expect(yamlOf({ ...cluster, formed: true })).toMatchFileSnapshot('snapshots/chosen.yaml');
  });

  it('is rendered the same every time, whatever the order in which settings were written', () => {
    const config = { b: 1, a: '2', 'c.d': true };
    const reversed = Object.fromEntries(Object.entries(config).toReversed());
    expect(yamlOf(clusterOf({}, { config }))).toBe(yamlOf(clusterOf({}, { config: reversed })));
  });

  it('does not restart anybody when it has formed: only the list of the founders goes', () => {
    const before = renderTikv(tikvCluster());
    const after = renderTikv(tikvCluster({}, { formed: true }));
    expect(after.sets).toEqual(before.sets);
    const differing = after.shared.filter(
      (manifest, index) => JSON.stringify(manifest) !== JSON.stringify(before.shared[index]),
    );
    expect(differing.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ConfigMap keys-pd']);
  });

  it.each([
    ['another setting of the stores', {}, { config: { 'log.level': 'warn' } }, ['tikv']],
    ['more memory of PD', { resources: { memory: '2Gi' } }, {}, ['pd']],
    ['a fourth member of PD', { replicas: 4 }, {}, []],
    ['two stores less, for which PD would make one copy only', {}, { replicas: 2 }, []],
    ['a number of copies of its owner', { config: { 'replication.max-replicas': 5 } }, {}, ['pd']],
  ])('restarts for %s those whom it concerns', (_change, pd, tikv, expected) => {
    const before = new Map(templates(tikvCluster()));
    const restarted = templates(clusterOf(pd, tikv)).filter(
      ([nodeType, template]) => before.get(nodeType) !== template,
    );
    expect(restarted.map(([nodeType]) => nodeType)).toEqual(expected);
  });

  it('puts the mark of its owner on all that it makes', () => {
    const cluster = tikvCluster();
    for (const { metadata } of allOf(cluster)) {
      expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
      expect(metadata.ownerReferences).toMatchObject([{ uid: cluster.uid, controller: true }]);
    }
  });
});
