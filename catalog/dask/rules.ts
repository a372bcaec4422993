import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port at which the scheduler serves clients and workers. */
export const clientPort = 8786;
/** Port of the scheduler's HTTP: dashboard, figures, membership. */
export const httpPort = 8787;
/** Ports of a worker: for data, and for its figures. */
export const workerPort = 8790;
export const workerHttpPort = 8789;

export const daskRules: ComponentRules = {
  component: 'dask',
  title: 'Dask',
  versions: ['2026.8.0'],
  nodeTypes: [
    {
      name: 'scheduler',
      purpose: 'takes graphs from clients and hands their tasks to the workers',
      minimum: 1,
      maximum: 1,
      voting: false,
      minimumVolumes: 0,
      metrics: { port: httpPort, path: '/metrics' },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: [] },
    },
    {
      name: 'worker',
      purpose: 'computes tasks and holds their results, in memory and on its volume',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: workerHttpPort, path: '/metrics' },
      minimumMemory: '512Mi',
      defaults: { cpu: '1', memory: '1Gi', volumes: [{ name: 'spill', size: '10Gi' }] },
    },
  ],
  exposed: 'scheduler',
  clientPort,
  clientScheme: 'tcp',
  forbiddenSettings,
};
