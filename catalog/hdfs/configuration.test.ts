import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../api/defaults.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { isForbidden } from '../../api/validation/forbidden-settings.js';
import { hdfsCluster } from '../../test/harness/hdfs-cluster.js';
import { copies, settings } from './configuration.js';
import { hdfsRules } from './rules.js';
import { startScript } from './start-script.js';

const cluster = { ...hdfsCluster(), spec: withDefaults(hdfsCluster().spec, hdfsRules) };
const typed = (name: string): NodeType => {
  const found = cluster.spec.nodeTypes.find((nodeType) => nodeType.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const volumes = ['disk-a', 'disk-b'].map((name) => ({ name, size: '1Gi' }));

describe('settings of HDFS', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [40, 3],
  ])('ask with %i DataNodes for %i copies', (dataNodes, expected) => {
    expect(copies(dataNodes)).toBe(expected);
  });

  it('use every volume: a DataNode for its blocks, a NameNode for all names each', () => {
    expect(settings(cluster, { ...typed('datanode'), volumes })['dfs.datanode.data.dir']).toBe(
      '/var/lib/hadoop/disk-a/data,/var/lib/hadoop/disk-b/data',
    );
    expect(settings(cluster, { ...typed('namenode'), volumes })).toMatchObject({
      'dfs.namenode.name.dir': '/var/lib/hadoop/disk-a/name,/var/lib/hadoop/disk-b/name',
      'dfs.hosts.exclude': '/var/lib/hadoop/disk-a/leaving',
    });
  });

  it('leave to their owner what the platform does not rely on', () => {
    const all = ['namenode', 'datanode'].flatMap((name) => Object.keys(settings(cluster, typed(name))));
    const free = all.filter((key) => !hdfsRules.forbiddenSettings.some((one) => isForbidden(key, one)));
    expect([...new Set(free)].toSorted()).toEqual(['dfs.namenode.decommission.interval', 'dfs.replication']);
  });
});

describe('the first start of a NameNode', () => {
  it('formats only where no image is, and never when the cluster has formed', () => {
    const script = startScript('namenode');
    expect(script.indexOf('exit 1')).toBeGreaterThan(script.indexOf('formed)" = yes'));
    expect(script.indexOf('exit 1')).toBeLessThan(script.indexOf('-format -force'));
    expect(startScript('datanode')).not.toContain('-format');
  });
});
