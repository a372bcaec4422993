import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings of opensearch.yml on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('members are named after their pods and their cluster', ['cluster.name', 'node.name']),
  ...because('the node type decides the roles of a member', [
    'node.roles',
    'node.master',
    'node.cluster_manager',
    'node.data',
    'node.ingest',
    'node.remote_cluster_client',
    'node.search',
  ]),
  ...because('members find each other through the names that the platform gives them', [
    'discovery.',
    'cluster.initial_master_nodes',
    'cluster.initial_cluster_manager_nodes',
  ]),
  ...because('addresses and ports belong to the pod', [
    'network.',
    'http.host',
    'http.bind_host',
    'http.publish_host',
    'http.port',
    'http.publish_port',
    'transport.host',
    'transport.bind_host',
    'transport.publish_host',
    'transport.port',
    'transport.publish_port',
    'transport.tcp.',
    'transport.profiles.',
  ]),
  ...because('files are kept where the volumes are mounted', ['path.', 'pidfile']),
  ...because('memory is kept by the limit of the pod, and the machines are not tuned for one system', [
    'bootstrap.',
    'node.store.allow_mmap',
  ]),
];
