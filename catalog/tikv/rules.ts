import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port at which PD serves clients, stores and its HTTP interface, figures included. */
export const clientPort = 2379;

/** Port at which members of PD talk to each other. */
export const peerPort = 2380;

/** Port at which a store serves clients and other stores. */
export const storePort = 20160;

/** Port at which a store tells its state and its figures. */
export const statusPort = 20180;

const volume = (size: string) => [{ name: 'data', size }];

export const tikvRules: ComponentRules = {
  component: 'tikv',
  title: 'TiKV',
  versions: ['8.5.5'],
  nodeTypes: [
    {
      name: 'pd',
      purpose: 'elects the leader, places the regions and gives out timestamps',
      minimum: 1,
      voting: true,
      minimumVolumes: 1,
      metrics: { port: clientPort, path: '/metrics' },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '512Mi', volumes: volume('1Gi') },
    },
    {
      name: 'tikv',
      purpose: 'holds the regions and serves reads and writes; three or more keep three copies',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: statusPort, path: '/metrics' },
      minimumMemory: '1Gi',
      defaults: { cpu: '100m', memory: '2Gi', volumes: volume('10Gi') },
    },
  ],
  exposed: 'pd',
  clientPort,
  forbiddenSettings,
};
