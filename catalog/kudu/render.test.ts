import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { kuduCluster } from '../../test/harness/kudu-cluster.js';
import { renderKudu } from './render.js';

const yamlOf = (cluster: ClusterToRender): string => {
  const { shared, sets } = renderKudu(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest)]
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
};
const templates = (cluster: ClusterToRender) =>
  renderKudu(cluster).sets.map(({ nodeType, manifest }) => {
    const spec = manifest.spec as { readonly template: unknown };
    return [nodeType, JSON.stringify(spec.template)] as const;
  });
const cluster = (masters: number, tservers: number, fields: object = {}) =>
  kuduCluster({
    nodeTypes: [
      { name: 'master', replicas: masters },
      { name: 'tserver', replicas: tservers, ...fields },
    ],
  });

describe('a Kudu cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(kuduCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('with everything chosen by its owner becomes these objects', async () => {
    const chosen = kuduCluster({
      image: 'mirror.example/kudu:1.17.0',
      exposure: { nodeType: 'tserver' },
      nodeTypes: [
        {
          name: 'master',
          replicas: 3,
          config: { time_source: 'builtin', builtin_ntp_servers: 'ntp.example' },
        },
        {
          name: 'tserver',
          replicas: 6,
          resources: { cpu: '4', memory: '16Gi' },
          volumes: [
            { name: 'log', size: '20Gi', storageClassName: 'fast' },
            { name: 'data', size: '2Ti', storageClassName: 'local' },
          ],
          config: { maintenance_manager_num_threads: 4 },
        },
      ],
    });
    await expect(yamlOf({ ...chosen, formed: true })).toMatchFileSnapshot('snapshots/chosen.yaml');
  });

  it.each([
    ['another flag', cluster(1, 4, { config: { scanner_ttl_ms: 1000 } }), ['tserver']],
    ['more memory', cluster(1, 4, { resources: { memory: '4Gi' } }), ['tserver']],
    ['two more tablet servers', cluster(1, 6), []],
    ['more masters', cluster(3, 4), ['master', 'tserver']],
    ['its formation', { ...cluster(1, 4), formed: true }, []],
  ])('restarts for %s those whom it concerns', (_change, changed, expected) => {
    const before = new Map(templates(cluster(1, 4)));
    const restarted = templates(changed).filter(([nodeType, template]) => before.get(nodeType) !== template);
    expect(restarted.map(([nodeType]) => nodeType)).toEqual(expected);
  });
});
