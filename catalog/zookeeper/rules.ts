import type { ComponentRules, NodeTypeRule } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';
import { firstObserverId, lastId } from './identity.js';

/** Port at which servers serve clients. */
export const clientPort = 2181;
/** Port at which the leader serves those who follow, and the one at which leaders are elected. */
export const quorumPort = 2888;
export const electionPort = 3888;
/** Port of ZooKeeper's own HTTP interface (AdminServer). */
export const adminPort = 8080;
export const metricsPort = 7000;

const shared = {
  minimumVolumes: 1,
  minimumMemory: '256Mi',
  metrics: { port: metricsPort, path: '/metrics' },
  defaults: { cpu: '100m', memory: '512Mi', volumes: [{ name: 'data', size: '2Gi' }] },
} as const satisfies Partial<NodeTypeRule>;

export const zookeeperRules: ComponentRules = {
  component: 'zookeeper',
  title: 'ZooKeeper',
  versions: ['3.9.4'],
  nodeTypes: [
    {
      ...shared,
      name: 'server',
      purpose: 'keeps the data and votes on every change; odd numbers survive most',
      minimum: 1,
      maximum: firstObserverId - 1,
      voting: true,
    },
    {
      ...shared,
      name: 'observer',
      purpose: 'keeps the data for more readers, without a vote',
      minimum: 0,
      maximum: lastId - firstObserverId + 1,
      voting: false,
    },
  ],
  exposed: 'server',
  clientPort,
  forbiddenSettings,
};
