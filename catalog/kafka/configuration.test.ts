import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../api/defaults.js';
import { isForbidden } from '../../api/validation/forbidden-settings.js';
import { kafkaCluster } from '../../test/harness/kafka-cluster.js';
import { configurationHash, formatOptions, properties, settings } from './configuration.js';
import { clusterId } from './identity.js';
import { kafkaRules } from './rules.js';

const filled = (given = kafkaCluster()) => ({ ...given, spec: withDefaults(given.spec, kafkaRules) });
const cluster = filled();
const [controller, broker] = cluster.spec.nodeTypes as [
  (typeof cluster.spec.nodeTypes)[number],
  (typeof cluster.spec.nodeTypes)[number],
];

describe('server.properties', () => {
  it.each([
    ['controller', controller, 'CONTROLLER://:9093'],
    ['broker', broker, 'PLAINTEXT://:9092'],
  ])('gives a %s its role and its listener', (role, nodeType, listeners) => {
    expect(settings(cluster, nodeType)).toMatchObject({ 'process.roles': role, listeners });
  });

  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
    [7, 3, 2],
  ])('asks with %i brokers for %i copies, %i of them in sync', (replicas, copies, inSync) => {
    const given = kafkaCluster({
      nodeTypes: [
        { name: 'controller', replicas: 1 },
        { name: 'broker', replicas },
      ],
    });
    expect(settings(filled(given), broker)).toMatchObject({
      'default.replication.factor': copies,
      'offsets.topic.replication.factor': copies,
      'min.insync.replicas': inSync,
    });
  });

  it('keeps partitions on every volume, in a folder that holds nothing else', () => {
    const volumes = ['disk-a', 'disk-b'].map((name) => ({ name, size: '1Gi' }));
    expect(settings(cluster, { ...broker, volumes })['log.dirs']).toBe(
      '/var/lib/kafka/disk-a/log,/var/lib/kafka/disk-b/log',
    );
  });

  it("lays the owner's settings over the platform's, and keeps those for the platform to itself", () => {
    const config = { 'min.insync.replicas': 1, 'statewright.move.bytes.per.second': 1000 };
    const given = settings(cluster, { ...broker, config });
    expect(given['min.insync.replicas']).toBe(1);
    expect(properties(given)).not.toContain('statewright');
    expect(configurationHash(cluster, { ...broker, config: { 'min.insync.replicas': 1 } })).toBe(
      configurationHash(cluster, { ...broker, config }),
    );
  });

  it('lets no owner change what the platform relies on', () => {
    const free = Object.keys(settings(cluster, broker)).filter(
      (key) => !kafkaRules.forbiddenSettings.some((setting) => isForbidden(key, setting)),
    );
    expect(free.toSorted()).toEqual([
      'auto.leader.rebalance.enable',
      'controlled.shutdown.enable',
      'default.replication.factor',
      'min.insync.replicas',
      'offsets.topic.replication.factor',
      'share.coordinator.state.topic.min.isr',
      'share.coordinator.state.topic.replication.factor',
      'transaction.state.log.min.isr',
      'transaction.state.log.replication.factor',
      'unclean.leader.election.enable',
    ]);
  });

  it.each([
    ['a backslash', { a: 'C:\\x' }, 'a=C:\\\\x\n'],
    ['a line break, which must not become another setting', { a: 'b\nnode.id=7' }, 'a=b\\u000anode.id=7\n'],
    ['a blank in front', { a: ' b c' }, 'a=\\ b c\n'],
    ['a key with a colon and a blank', { 'a:b c': 1 }, 'a\\:b\\ c=1\n'],
    ['what is not ASCII', { a: 'ü' }, 'a=\\u00fc\n'],
  ])('escapes %s', (_what, given, text) => {
    expect(properties(given)).toBe(text);
  });
});

describe('the options by which disks are formatted', () => {
  const three = { ...controller, replicas: 3 };

  it('name the first controllers to controllers only, and only until the cluster has formed', () => {
    const first = formatOptions(cluster, three);
    expect(first).toMatch(
      /--initial-controllers 1000@events-controller-0\.events-controller\.team-a\.svc:9093:[\w-]{22},1001@/,
    );
    expect(formatOptions({ ...cluster, formed: true }, three)).toMatch(/--no-initial-controllers$/);
    expect(formatOptions(cluster, broker)).toBe(`--cluster-id ${clusterId(cluster.uid)}`);
  });

  it('give each cluster an id of its own that no program takes for an option', () => {
    const ids = Array.from({ length: 500 }, (_, index) => clusterId(`uid-${index}`));
    expect(new Set(ids).size).toBe(500);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{21}$/);
  });
});
