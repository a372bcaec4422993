import { describe, expect, it } from 'vitest';
import { volumeSchema } from '../../api/distributed-cluster.js';
import { opensearchEngine as engine } from './engine.js';
import { podVolumes, serverMounts } from './pod-volumes.js';

const nodeType = { name: 'data', replicas: 1, volumes: [{ name: 'data', size: '1Gi' }] };

describe("the platform's own volumes", () => {
  it('have names that no owner can give a volume', () => {
    const names = [
      ...podVolumes(engine, nodeType, 'x'),
      ...podVolumes(engine, { ...nodeType, volumes: [] }, 'x'),
    ].map(({ name }) => name);
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(volumeSchema.safeParse({ name, size: '1Gi' }).success).toBe(false);
  });

  it('stand in for data volumes only where the owner has none', () => {
    const mounted = (volumes: typeof nodeType.volumes) =>
      serverMounts(engine, { ...nodeType, volumes }).map(({ mountPath }) => mountPath);
    expect(mounted(nodeType.volumes)).toContain('/var/lib/opensearch/data');
    expect(mounted(nodeType.volumes)).not.toContain('/var/lib/opensearch/ephemeral');
    expect(mounted([])).toContain('/var/lib/opensearch/ephemeral');
  });
});
