import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import { isDnsLabel, label, longestClusterName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { opensearchCluster } from '../../test/harness/opensearch-cluster.js';
import { opensearch } from './index.js';

const renderOpensearch = opensearch.render.bind(opensearch);

const allOf = (cluster: ClusterToRender): readonly Manifest[] => {
  const { shared, sets } = renderOpensearch(cluster);
  return [...shared, ...sets.map(({ manifest }) => manifest)];
};

const yamlOf = (cluster: ClusterToRender): string =>
  allOf(cluster)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');

describe('an OpenSearch cluster', () => {
  it('with everything left to the catalog becomes these objects', async () => {
    await expect(yamlOf(opensearchCluster())).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('with everything chosen by its owner becomes these objects', async () => {
    const cluster = opensearchCluster({
      image: 'mirror.example/opensearch:2.19.1',
      nodeTypes: [
        {
          name: 'master',
          replicas: 3,
          resources: { cpu: '1', memory: '2Gi' },
          volumes: [{ name: 'state', size: '5Gi', storageClassName: 'fast' }],
        },
        {
          name: 'data',
          replicas: 4,
          resources: { cpu: '500m', memory: '3Gi' },
          volumes: [
            { name: 'disk-a', size: '100Gi', storageClassName: 'local' },
            { name: 'disk-b', size: '100Gi', storageClassName: 'local' },
          ],
          config: { 'indices.queries.cache.size': '5%', 'action.auto_create_index': false },
        },
      ],
      exposure: { nodeType: 'data' },
      volumeRetention: { whenDeleted: 'Retain' },
    });
    await expect(yamlOf({ ...cluster, formed: true })).toMatchFileSnapshot('snapshots/chosen.yaml');
  });

  it('is rendered the same every time, whatever the order in which settings were written', () => {
    const config = { b: 1, a: '2', 'c.d': true };
    const reversed = Object.fromEntries(Object.entries(config).toReversed());
    const withConfig = (settings: typeof config) =>
      opensearchCluster({
        nodeTypes: [
          { name: 'master', replicas: 1 },
          { name: 'data', replicas: 1, config: settings },
        ],
      });
    expect(yamlOf(withConfig(config))).toBe(yamlOf(withConfig(reversed as typeof config)));
  });

  it('does not restart anybody when it has formed: only the file of the masters differs', () => {
    const before = renderOpensearch(opensearchCluster());
    const after = renderOpensearch(opensearchCluster({}, { formed: true }));
    expect(after.sets).toEqual(before.sets);
    const differing = after.shared.filter(
      (manifest, index) => JSON.stringify(manifest) !== JSON.stringify(before.shared[index]),
    );
    expect(differing.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ConfigMap logs-master',
    ]);
    expect(JSON.stringify(differing)).not.toContain('initial_cluster_manager_nodes');
    expect(JSON.stringify(before.shared)).toContain('initial_cluster_manager_nodes');
  });

  it.each([
    ['another setting', { config: { 'action.auto_create_index': false } }],
    ['more memory', { resources: { memory: '2Gi' } }],
  ])('restarts the members of the node type that gets %s, and no others', (_what, fields) => {
    const templates = (cluster: ClusterToRender) =>
      renderOpensearch(cluster).sets.map(({ nodeType, manifest }) => {
        const spec = manifest.spec as { readonly template: unknown };
        return [nodeType, JSON.stringify(spec.template)] as const;
      });
    const before = new Map(templates(opensearchCluster()));
    const after = templates(
      opensearchCluster({
        nodeTypes: [
          { name: 'master', replicas: 1 },
          { name: 'data', replicas: 2, ...fields },
          { name: 'client', replicas: 1 },
        ],
      }),
    );
    const restarted = after.filter(([nodeType, template]) => before.get(nodeType) !== template);
    expect(restarted.map(([nodeType]) => nodeType)).toEqual(['data']);
  });

  it('restarts nobody for the addresses that members are to have: these stand on the set alone', () => {
    const choosing = (ordinalIPs?: Record<string, string>) =>
      renderOpensearch(
        opensearchCluster({
          nodeTypes: [
            { name: 'master', replicas: 1 },
            { name: 'data', replicas: 2, ...(ordinalIPs && { ordinalIPs }) },
          ],
        }),
      );
    const [before, after] = [choosing(), choosing({ 12: 'FD00::12+10.1.0.12', 0: '10.1.0.10' })];
    expect(after.shared).toEqual(before.shared);
    const specs = ({ sets }: typeof before) =>
      sets.map(({ manifest }) => ({ ...manifest, metadata: undefined }));
    expect(specs(after)).toEqual(specs(before));
    expect(after.sets.map(({ manifest }) => manifest.metadata.annotations)).toEqual([
      undefined,
      { 'statewright.io/ordinal-ips': '0=10.1.0.10,12=10.1.0.12+fd00::12' },
    ]);
    expect(choosing({}).sets).toEqual(before.sets);
  });

  it('puts the mark of its owner on all that it makes, volumes included', () => {
    const cluster = opensearchCluster();
    for (const { metadata, ...rest } of allOf(cluster)) {
      expect(metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
      expect(metadata.ownerReferences).toMatchObject([{ uid: cluster.uid, controller: true }]);
      const { volumeClaimTemplates = [] } =
        (rest as { spec?: { volumeClaimTemplates?: Manifest[] } }).spec ?? {};
      for (const claim of volumeClaimTemplates)
        expect(claim.metadata.labels?.[label.clusterUid]).toBe(cluster.uid);
    }
  });

  it('has valid and distinct names and labels, however long those of its owner are', () => {
    const letters = fc.stringMatching(/^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$/);
    const upTo = (longest: number) =>
      letters.map((text) => text.slice(0, longest).replace(/-+$/, '')).filter((text) => isDnsLabel(text));
    const labelValue = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
    fc.assert(
      fc.property(upTo(longestClusterName), upTo(40), fc.uuid(), fc.nat(9), (name, tenant, uid, more) => {
        const nodeTypes = [
          { name: 'master', replicas: 1 + more },
          { name: 'data', replicas: 1 },
        ];
        const manifests = allOf(opensearchCluster({ tenant, nodeTypes }, { name, uid }));
        const identities = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        expect(new Set(identities).size).toBe(identities.length);
        for (const { metadata } of manifests) {
          expect(isDnsLabel(metadata.name)).toBe(true);
          // The label `controller-revision-hash` of the pods: the set's name and ten characters.
          expect(metadata.name.length + 11).toBeLessThanOrEqual(63);
          for (const value of Object.values(metadata.labels ?? {})) expect(value).toMatch(labelValue);
        }
      }),
    );
  });
});
