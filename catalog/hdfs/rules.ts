import type { ComponentRules } from '../../api/component.js';
import { forbiddenSettings } from './forbidden-settings.js';

/** Port at which the NameNode serves clients and DataNodes. */
export const clientPort = 8020;

/** Port of the NameNode's HTTP: WebHDFS, figures, state. */
export const nameNodeHttpPort = 9870;

/** Ports of a DataNode: for data, for HTTP (WebHDFS sends clients here), for calls. */
export const dataPort = 9866;
export const dataNodeHttpPort = 9864;
export const dataNodeCallPort = 9867;

const volume = (size: string) => [{ name: 'data', size }];

export const hdfsRules: ComponentRules = {
  component: 'hdfs',
  title: 'HDFS',
  versions: ['3.4.2'],
  nodeTypes: [
    {
      name: 'namenode',
      purpose: 'keeps the names of files and knows where their blocks are',
      minimum: 1,
      maximum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: nameNodeHttpPort, path: '/prom' },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('5Gi') },
    },
    {
      name: 'datanode',
      purpose: 'holds the blocks of files on its disks',
      minimum: 1,
      voting: false,
      minimumVolumes: 1,
      metrics: { port: dataNodeHttpPort, path: '/prom' },
      minimumMemory: '512Mi',
      defaults: { cpu: '100m', memory: '1Gi', volumes: volume('10Gi') },
    },
  ],
  exposed: 'namenode',
  clientPort,
  clientScheme: 'hdfs',
  forbiddenSettings,
};
