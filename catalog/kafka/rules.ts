import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port at which brokers serve clients and each other. */
export const clientPort = 9092;

/** Port at which controllers serve each other and the brokers. */
export const controllerPort = 9093;

const volume = (size: string) => [{ name: 'data', size }];

export const kafkaRules: ComponentRules = {
  component: 'kafka',
  title: 'Kafka',
  versions: ['4.1.0'],
  nodeTypes: [
    {
      name: 'controller',
      purpose: 'elects the leader and keeps what the cluster knows of itself',
      minimum: 1,
      voting: true,
      minimumVolumes: 1,
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '512Mi', volumes: volume('1Gi') },
    },
    {
      name: 'broker',
      purpose: 'holds the partitions and serves producers and consumers',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('10Gi') },
    },
  ],
  exposed: 'broker',
  clientPort,
  forbiddenSettings,
};
