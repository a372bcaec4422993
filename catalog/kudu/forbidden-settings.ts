import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Flags of kudu-master and kudu-tserver on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('members find each other through the names that the platform gives them', [
    'master_addresses',
    'tserver_master_addrs',
  ]),
  ...because('addresses and ports belong to the pod', [
    'rpc_bind_addresses',
    'rpc_advertised_addresses',
    'webserver_interface',
    'webserver_port',
    'webserver_enabled',
    'webserver_advertised_addresses',
  ]),
  ...because('files are kept where the volumes are mounted', [
    'fs_wal_dir',
    'fs_data_dirs',
    'fs_metadata_dir',
    'log_dir',
  ]),
  ...because('flags are read from the files that the platform writes', ['flagfile', 'fromenv', 'tryfromenv']),
  ...because('the platform speaks to members in plain, by its own name', [
    'rpc_authentication',
    'rpc_encryption',
    'superuser_acl',
    'user_acl',
  ]),
  ...because('moves of replicas that the platform asks for need Kudu to copy first and remove then', [
    'raft_prepare_replacement_before_eviction',
    'catalog_manager_evict_excess_replicas',
    'master_add_server_when_underreplicated',
  ]),
];
