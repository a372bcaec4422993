import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port of the REST interface. */
export const clientPort = 9200;

/** Port at which the members talk to each other. */
export const transportPort = 9300;

const volume = (size: string) => [{ name: 'data', size }];

export const opensearchRules: ComponentRules = {
  component: 'opensearch',
  title: 'OpenSearch',
  versions: ['2.19.1'],
  nodeTypes: [
    {
      name: 'master',
      purpose: 'elects the leader and keeps the state of the cluster',
      minimum: 1,
      voting: true,
      minimumVolumes: 1,
      minimumMemory: '1Gi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('1Gi') },
    },
    {
      name: 'data',
      purpose: 'holds the shards, indexes and searches',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      minimumMemory: '1Gi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('10Gi') },
    },
    {
      name: 'client',
      purpose: 'answers clients and holds nothing',
      minimum: 0,
      voting: false,
      minimumVolumes: 0,
      minimumMemory: '1Gi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: [] },
    },
  ],
  exposed: 'client',
  clientPort,
  clientScheme: 'http',
  forbiddenSettings,
};
