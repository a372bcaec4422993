import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings of pd.toml and tikv.toml on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('members are named after their pods', ['name']),
  ...because('members find each other through the names that the platform gives them', [
    'initial-cluster',
    'initial-cluster-state',
    'initial-cluster-token',
    'join',
    'force-new-cluster',
    'pd.endpoints',
  ]),
  ...because('addresses and ports belong to the pod', [
    'client-urls',
    'peer-urls',
    'advertise-client-urls',
    'advertise-peer-urls',
    'server.addr',
    'server.advertise-addr',
    'server.status-addr',
    'server.advertise-status-addr',
  ]),
  ...because('copies of a region are kept on different machines by it', ['server.labels']),
  ...because('files are kept where the volumes are mounted', [
    'data-dir',
    'storage.data-dir',
    'raft-engine.dir',
    'raftstore.raftdb-path',
    'rocksdb.wal-dir',
    'raftdb.wal-dir',
  ]),
  ...because('the log goes to the console', ['log-file', 'log.file']),
  ...because('members speak plain text to each other', [
    'security.cacert-path',
    'security.cert-path',
    'security.key-path',
    'security.ca-path',
  ]),
];
