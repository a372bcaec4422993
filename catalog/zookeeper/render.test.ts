import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { zookeeperCluster } from '../../test/harness/zookeeper-cluster.js';
import { renderZookeeper } from './render.js';

const yamlOf = (cluster: ClusterToRender): string => {
  const { shared, sets } = renderZookeeper(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest)]
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
};
const templates = (cluster: ClusterToRender) =>
  renderZookeeper(cluster).sets.map(({ nodeType, manifest }) => {
    const spec = manifest.spec as { readonly template: unknown };
    return [nodeType, JSON.stringify(spec.template)] as const;
  });
const servers = (replicas: number, fields: object = {}) =>
  zookeeperCluster({ nodeTypes: [{ name: 'server', replicas, ...fields }] });

describe('a ZooKeeper cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(zookeeperCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('with everything chosen by its owner becomes these objects', async () => {
    const cluster = zookeeperCluster({
      image: 'mirror.example/zookeeper:3.9.4',
      nodeTypes: [
        {
          name: 'server',
          replicas: 5,
          resources: { cpu: '1', memory: '4Gi' },
          volumes: [
            { name: 'snapshots', size: '20Gi', storageClassName: 'local' },
            { name: 'log', size: '20Gi', storageClassName: 'fast' },
          ],
          config: { maxClientCnxns: 200, initLimit: 60, '4lw.commands.whitelist': 'srvr, mntr' },
        },
        { name: 'observer', replicas: 2 },
      ],
    });
    await expect(yamlOf({ ...cluster, formed: true })).toMatchFileSnapshot('snapshots/chosen.yaml');
  });

  it.each([
    ['another setting', servers(3, { config: { tickTime: 3000 } }), ['server']],
    ['more memory', servers(3, { resources: { memory: '1Gi' } }), ['server']],
    ['two more servers', servers(5), []],
    ['its formation', { ...servers(3), formed: true }, []],
  ])('restarts for %s those whom it concerns', (_change, changed, expected) => {
    const before = new Map(templates(servers(3)));
    const restarted = templates(changed).filter(([nodeType, template]) => before.get(nodeType) !== template);
    expect(restarted.map(([nodeType]) => nodeType)).toEqual(expected);
  });
});
