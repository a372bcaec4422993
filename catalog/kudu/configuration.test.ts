import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../api/defaults.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { validateSpec } from '../../api/validation/spec.js';
import { kuduCluster } from '../../test/harness/kudu-cluster.js';
import { flagFile, settings } from './configuration.js';
import { kuduRules } from './rules.js';

function flagsOf(name: string, nodeTypes: DistributedClusterSpec['nodeTypes']) {
  const given = kuduCluster({ nodeTypes });
  const cluster = { ...given, spec: withDefaults(given.spec, kuduRules) };
  const nodeType = cluster.spec.nodeTypes.find((one) => one.name === name);
  if (nodeType === undefined) throw new Error(`no node type ${name}`);
  return settings(cluster, nodeType);
}
const masters = (replicas: number) => ({ name: 'master', replicas });
const tservers = (replicas: number, fields: object = {}) => ({ name: 'tserver', replicas, ...fields });
const problems = (nodeTypes: DistributedClusterSpec['nodeTypes']) =>
  validateSpec(kuduCluster({ nodeTypes }).spec, [kuduRules]).map(({ field, code }) => `${field} ${code}`);

describe('the flags', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 3],
    [5, 3],
  ])('with %d tablet servers ask for %d copies of tables that do not say', (count, copies) => {
    expect(flagsOf('master', [masters(1), tservers(count)]).default_num_replicas).toBe(copies);
  });

  it('name every master to both kinds of servers', () => {
    const nodeTypes = [masters(3), tservers(4)];
    const names = [0, 1, 2].map((one) => `facts-master-${one}.facts-master.team-a.svc:7051`).join(',');
    expect(flagsOf('master', nodeTypes).master_addresses).toBe(names);
    expect(flagsOf('tserver', nodeTypes).tserver_master_addrs).toBe(names);
  });

  it.each([
    ['512Mi', 429_496_729, 102],
    ['16Gi', 13_743_895_347, 512],
  ])('of a tablet server of %s limit its memory to four fifths and its cache', (memory, limit, cache) => {
    const flags = flagsOf('tserver', [masters(1), tservers(4, { resources: { memory } })]);
    expect(flags.memory_limit_hard_bytes).toBe(limit);
    expect(flags.block_cache_capacity_mb).toBe(cache);
    // Kudu does not start when the cache is more than it calls pressure, 60 % of the limit.
    expect(cache * 2 ** 20).toBeLessThan(limit * 0.6);
  });

  it('keep the log on the first volume and data on all', () => {
    const volumes = ['fast', 'slow'].map((name) => ({ name, size: '1Gi' }));
    const flags = flagsOf('tserver', [masters(1), tservers(4, { volumes })]);
    expect(flags.fs_wal_dir).toBe('/var/lib/kudu/fast/wal');
    expect(flags.fs_data_dirs).toBe('/var/lib/kudu/fast/data,/var/lib/kudu/slow/data');
  });

  it("are overruled by the owner's", () => {
    const flags = flagsOf('tserver', [masters(1), tservers(4, { config: { block_cache_capacity_mb: 5 } })]);
    expect(flags.block_cache_capacity_mb).toBe(5);
  });

  it('stay on lines of their own', () => {
    expect(flagFile({ one: 'a\n--superuser_acl=*', two: true })).toBe(
      '--one=a --superuser_acl=*\n--two=true\n',
    );
  });
});

describe('a spec', () => {
  it.each([
    ['one master', [masters(1), tservers(4)], []],
    ['three masters', [masters(3), tservers(4)], []],
    ['two masters', [masters(2), tservers(4)], ['spec.nodeTypes[0].replicas EvenReplicas']],
    ['five masters', [masters(5), tservers(4)], ['spec.nodeTypes[0].replicas TooManyReplicas']],
    [
      'a flag of the platform',
      [masters(1), tservers(4, { config: { superuser_acl: '*' } })],
      ['spec.nodeTypes[1].config.superuser_acl ForbiddenConfigKey'],
    ],
  ])('with %s', (_what, nodeTypes, expected) => {
    expect(problems(nodeTypes)).toEqual(expected);
  });
});
