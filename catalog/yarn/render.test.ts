import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { label } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { yarnCluster } from '../../test/harness/yarn-cluster.js';
import { renderYarn } from './render.js';

const allOf = (cluster: ClusterToRender): readonly Manifest[] => {
  const { shared, sets } = renderYarn(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest)];
};

describe('a YARN cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    const yaml = allOf(yarnCluster())
      .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
      .join('---\n');
    await expect(yaml).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('does not restart anybody when it has formed', () => {
    const before = renderYarn(yarnCluster());
    const after = renderYarn(yarnCluster({}, { formed: true }));
    expect(after.sets).toEqual(before.sets);
    expect(after.shared).not.toEqual(before.shared);
  });

  it('puts the mark of its owner on all that it makes', () => {
    const cluster = yarnCluster();
    for (const { metadata } of allOf(cluster)) {
      expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
      expect(metadata.ownerReferences).toMatchObject([{ uid: cluster.uid, controller: true }]);
    }
  });
});
