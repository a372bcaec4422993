import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port of the ResourceManager's HTTP: REST, figures, pages. */
export const clientPort = 8088;

/** Ports of the ResourceManager for those who submit, for applications, for NodeManagers, for orders. */
export const submitPort = 8032;
export const schedulerPort = 8030;
export const trackerPort = 8031;
export const adminPort = 8033;

/** Ports of a NodeManager: for calls, for files of applications, for HTTP. */
export const nodePort = 8041;
export const localizerPort = 8040;
export const nodeHttpPort = 8042;

const volume = (size: string) => [{ name: 'data', size }];

export const yarnRules: ComponentRules = {
  component: 'yarn',
  title: 'YARN',
  versions: ['3.4.2'],
  nodeTypes: [
    {
      name: 'resourcemanager',
      purpose: 'gives applications their containers and remembers them',
      minimum: 1,
      maximum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: clientPort, path: '/prom' },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('1Gi') },
    },
    {
      name: 'nodemanager',
      purpose: 'runs the containers of applications',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: nodeHttpPort, path: '/prom' },
      minimumMemory: '1Gi',
      defaults: { cpu: '500m', memory: '2Gi', volumes: volume('10Gi') },
    },
  ],
  exposed: 'resourcemanager',
  clientPort,
  clientScheme: 'http',
  forbiddenSettings,
};
