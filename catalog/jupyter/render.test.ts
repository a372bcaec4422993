import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { label } from '../../api/names.js';
import { jupyterCluster } from '../../test/harness/jupyter-cluster.js';
import { renderJupyter } from './render.js';

const allOf = (cluster: ClusterToRender) => {
  const { shared, sets, secrets = [] } = renderJupyter(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest), ...secrets];
};

const yamlOf = (cluster: ClusterToRender): string =>
  allOf(cluster)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');

describe('a cluster of JupyterLab servers', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(jupyterCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it.each([
    ['compute', 'tcp://compute.team-a.svc:8786'],
    ['not a name', undefined],
    [7, undefined],
  ])('that is to use the Dask cluster %s is told %s', (name, address) => {
    const config = { 'statewright.dask': name, 'MappingKernelManager.cull_idle_timeout': 3600 };
    const text = yamlOf(jupyterCluster({ nodeTypes: [{ name: 'server', replicas: 1, config }] }));
    expect(text.includes('DASK_SCHEDULER_ADDRESS')).toBe(address !== undefined);
    expect(text).toContain(address ?? '"cull_idle_timeout": 3600');
    expect(text).not.toContain('statewright.dask');
  });

  it('has its token in a Secret and nowhere else', () => {
    const { secrets, sets } = renderJupyter(jupyterCluster());
    expect(secrets).toMatchObject([{ metadata: { name: 'lab-passwords' }, keys: ['token'] }]);
    expect(JSON.stringify(sets)).toContain('"secretKeyRef":{"name":"lab-passwords","key":"token"}');
  });

  it('puts the mark of its owner on all that it makes', () => {
    const cluster = jupyterCluster();
    for (const { metadata } of allOf(cluster)) expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
  });
});
