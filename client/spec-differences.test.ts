import { describe, expect, it } from 'vitest';
import type { DistributedClusterSpec } from '../api/distributed-cluster.js';
import { specDifferences } from './spec-differences.js';

const spec: DistributedClusterSpec = {
  component: 'opensearch',
  version: '2.18.0',
  tenant: 'search',
  nodeTypes: [
    { name: 'master', replicas: 1 },
    { name: 'data', replicas: 2, config: { 'indices.fielddata.cache.size': '20%' } },
  ],
};

describe('specDifferences', () => {
  it('finds nothing between equal specs', () => {
    expect(specDifferences(spec, structuredClone(spec))).toEqual([]);
  });

  it('names node types, so that another order is no difference', () => {
    expect(specDifferences(spec, { ...spec, nodeTypes: spec.nodeTypes.toReversed() })).toEqual([]);
  });

  it('shows both values of a changed field', () => {
    const scaled = {
      ...spec,
      version: '2.19.1',
      nodeTypes: [
        { name: 'master', replicas: 1 },
        { ...spec.nodeTypes[1], name: 'data', replicas: 3 },
      ],
    };
    expect(specDifferences(spec, scaled)).toEqual([
      { field: 'version', before: '2.18.0', after: '2.19.1' },
      { field: 'nodeTypes[data].replicas', before: '2', after: '3' },
    ]);
  });

  it('names the members whose addresses differ', () => {
    const choosing = (ordinalIPs: Record<string, string>) => ({
      nodeTypes: [{ name: 'data', replicas: 2, ordinalIPs }],
    });
    const [before, after] = [choosing({ 0: '10.1.0.10', 1: '10.1.0.11' }), choosing({ 0: '10.1.0.20' })];
    expect(specDifferences(before, after)).toEqual([
      { field: 'nodeTypes[data].ordinalIPs[0]', before: '10.1.0.10', after: '10.1.0.20' },
      { field: 'nodeTypes[data].ordinalIPs[1]', before: '10.1.0.11' },
    ]);
  });

  it('shows what is new and what is gone, with settings under their own names', () => {
    const changed = { ...spec, nodeTypes: [{ name: 'data', replicas: 2, config: { 'http.max': 5 } }] };
    expect(specDifferences(spec, changed)).toEqual([
      { field: 'nodeTypes[master].replicas', before: '1' },
      { field: 'nodeTypes[data].config[indices.fielddata.cache.size]', before: '20%' },
      { field: 'nodeTypes[data].config[http.max]', after: '5' },
    ]);
  });
});
