import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { label } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { kafkaCluster } from '../../test/harness/kafka-cluster.js';
import { renderKafka } from './render.js';

const allOf = (cluster: ClusterToRender): readonly Manifest[] => {
  const { shared, sets } = renderKafka(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest)];
};

const yamlOf = (cluster: ClusterToRender): string =>
  allOf(cluster)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');

const templates = (cluster: ClusterToRender) =>
  renderKafka(cluster).sets.map(({ nodeType, manifest }) => {
    const spec = manifest.spec as { readonly template: unknown };
    return [nodeType, JSON.stringify(spec.template)] as const;
  });

describe('a Kafka cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(kafkaCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('with everything chosen by its owner becomes these objects', async () => {
    const cluster = kafkaCluster({
      image: 'mirror.example/kafka:4.1.0',
      nodeTypes: [
        {
          name: 'controller',
          replicas: 3,
          resources: { cpu: '1', memory: '1Gi' },
          volumes: [{ name: 'state', size: '5Gi', storageClassName: 'fast' }],
        },
        {
          name: 'broker',
          replicas: 5,
          resources: { cpu: '500m', memory: '4Gi' },
          volumes: [
            { name: 'disk-a', size: '100Gi', storageClassName: 'local' },
            { name: 'disk-b', size: '100Gi', storageClassName: 'local' },
          ],
          config: { 'log.retention.hours': 24, 'auto.create.topics.enable': false },
        },
      ],
      volumeRetention: { whenDeleted: 'Retain' },
    });
    await expect(yamlOf({ ...cluster, formed: true })).toMatchFileSnapshot('snapshots/chosen.yaml');
  });

  it('is rendered the same every time, whatever the order in which settings were written', () => {
    const config = { b: 1, a: '2', 'c.d': true };
    const reversed = Object.fromEntries(Object.entries(config).toReversed());
    const withConfig = (settings: Record<string, string | number | boolean>) =>
      kafkaCluster({
        nodeTypes: [
          { name: 'controller', replicas: 1 },
          { name: 'broker', replicas: 1, config: settings },
        ],
      });
    expect(yamlOf(withConfig(config))).toBe(yamlOf(withConfig(reversed)));
  });

  it('does not restart anybody when it has formed: only the options for new disks of controllers differ', () => {
    const before = renderKafka(kafkaCluster());
    const after = renderKafka(kafkaCluster({}, { formed: true }));
    expect(after.sets).toEqual(before.sets);
    const differing = after.shared.filter(
      (manifest, index) => JSON.stringify(manifest) !== JSON.stringify(before.shared[index]),
    );
    expect(differing.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ConfigMap events-controller',
    ]);
  });

  it.each([
    ['another setting of the brokers', { config: { 'log.retention.hours': 1 } }, ['broker']],
    ['more memory', { resources: { memory: '3Gi' } }, ['broker']],
    ['a fourth broker', { replicas: 4 }, []],
    ['another rate of moves', { config: { 'statewright.move.bytes.per.second': 1 } }, []],
  ])('restarts for %s those whom it concerns', (_change, fields, expected) => {
    const before = new Map(templates(kafkaCluster()));
    const after = templates(
      kafkaCluster({
        nodeTypes: [
          { name: 'controller', replicas: 1 },
          { name: 'broker', replicas: 3, ...fields },
        ],
      }),
    );
    const restarted = after.filter(([nodeType, template]) => before.get(nodeType) !== template);
    expect(restarted.map(([nodeType]) => nodeType)).toEqual(expected);
  });

  it('restarts nobody for another controller', () => {
    const withControllers = (replicas: number) =>
      templates(
        kafkaCluster({
          nodeTypes: [
            { name: 'controller', replicas },
            { name: 'broker', replicas: 3 },
          ],
        }),
      );
    expect(withControllers(3)).toEqual(withControllers(1));
  });

  it('puts the mark of its owner on all that it makes', () => {
    const cluster = kafkaCluster();
    for (const { metadata } of allOf(cluster)) {
      expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
      expect(metadata.ownerReferences).toMatchObject([{ uid: cluster.uid, controller: true }]);
    }
  });
});
