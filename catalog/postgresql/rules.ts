import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port of PostgreSQL. */
export const clientPort = 5432;

/** Port of Patroni's REST interface. */
export const patroniPort = 8008;

/** The one node type. */
export const server = 'server';

export const postgresqlRules: ComponentRules = {
  component: 'postgresql',
  title: 'PostgreSQL',
  versions: ['15'],
  nodeTypes: [
    {
      name: server,
      purpose: 'one takes writes, the others follow it and answer reads',
      minimum: 1,
      // Patroni's votes are held by Kubernetes: one member alone can go on.
      voting: false,
      minimumVolumes: 1,
      metrics: { port: patroniPort, path: '/metrics' },
      minimumMemory: '256Mi',
      defaults: { cpu: '100m', memory: '512Mi', volumes: [{ name: 'data', size: '10Gi' }] },
    },
  ],
  exposed: server,
  clientPort,
  clientScheme: 'postgresql',
  forbiddenSettings,
};
