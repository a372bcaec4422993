import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { label } from '../../api/names.js';
import { daskCluster } from '../../test/harness/dask-cluster.js';
import { renderDask } from './render.js';

const allOf = (cluster: ClusterToRender) => {
  const { shared, sets, secrets = [] } = renderDask(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest), ...secrets];
};

const yamlOf = (cluster: ClusterToRender): string =>
  allOf(cluster)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');

describe('a Dask cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(daskCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('has its workers compute with the processors and memory of their pods, and spill to their volume', () => {
    const text = yamlOf(
      daskCluster({
        nodeTypes: [
          { name: 'scheduler', replicas: 1 },
          {
            name: 'worker',
            replicas: 1,
            resources: { cpu: '4', memory: '8Gi' },
            volumes: [{ name: 'disk', size: '1Gi' }],
            config: { 'distributed.worker.memory.spill': 0.5 },
          },
        ],
      }),
    );
    expect(text).toMatch(/--nthreads\n\s+- "4"/);
    expect(text).toContain(`- "${8 * 2 ** 30}"`);
    expect(text).toContain('- /var/lib/dask/disk');
    expect(text).toContain('"spill": 0.5');
  });

  it('restarts the workers alone for a setting of theirs, and nobody for another worker', () => {
    const templates = (replicas: number, config = {}) =>
      renderDask(
        daskCluster({
          nodeTypes: [
            { name: 'scheduler', replicas: 1 },
            { name: 'worker', replicas, config },
          ],
        }),
      ).sets.map(({ manifest }) =>
        JSON.stringify((manifest.spec as { readonly template: unknown }).template),
      );
    expect(templates(5)).toEqual(templates(3));
    const [scheduler, worker] = templates(3, { 'distributed.worker.memory.spill': 0.5 });
    expect(scheduler).toBe(templates(3)[0]);
    expect(worker).not.toBe(templates(3)[1]);
  });

  it('puts the mark of its owner on all that it makes', () => {
    const cluster = daskCluster();
    for (const { metadata } of allOf(cluster)) expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
  });
});
