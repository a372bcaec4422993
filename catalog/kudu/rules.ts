import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port at which masters serve clients, tablet servers and each other. */
export const masterPort = 7051;

/** Port at which tablet servers serve clients and each other. */
export const tserverPort = 7050;

/** Ports of the servers' own pages, where their figures are too. */
export const masterPagesPort = 8051;
export const tserverPagesPort = 8050;

const volume = (size: string) => [{ name: 'data', size }];

/** Since 1.17 (METRICS in Prometheus' text format). */
const metricsPath = '/metrics_prometheus';

export const kuduRules: ComponentRules = {
  component: 'kudu',
  title: 'Kudu',
  versions: ['1.17.0'],
  nodeTypes: [
    {
      name: 'master',
      purpose: 'keeps the catalog of tables and says where their tablets are',
      minimum: 1,
      maximum: 3,
      odd: true,
      voting: true,
      minimumVolumes: 1,
      metrics: { port: masterPagesPort, path: metricsPath },
      minimumMemory: '256Mi',
      defaults: { cpu: '100m', memory: '512Mi', volumes: volume('1Gi') },
    },
    {
      name: 'tserver',
      purpose: 'holds the tablets and serves reads and writes',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: tserverPagesPort, path: metricsPath },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('10Gi') },
    },
  ],
  exposed: 'master',
  clientPort: masterPort,
  forbiddenSettings,
};
