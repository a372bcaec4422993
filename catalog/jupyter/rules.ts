import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

export const clientPort = 8888;

export const jupyterRules: ComponentRules = {
  component: 'jupyter',
  title: 'JupyterLab',
  versions: ['4.6.6'],
  nodeTypes: [
    {
      name: 'server',
      purpose: 'a JupyterLab of its own, with its own home',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: clientPort, path: '/metrics' },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: [{ name: 'home', size: '10Gi' }] },
    },
  ],
  exposed: 'server',
  clientPort,
  clientScheme: 'http',
  forbiddenSettings,
};
