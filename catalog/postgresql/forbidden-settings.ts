import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Parameters of PostgreSQL on which the platform or Patroni relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('addresses and ports belong to the pod', [
    'listen_addresses',
    'port',
    'unix_socket_directories',
    'unix_socket_group',
    'unix_socket_permissions',
  ]),
  ...because('files are kept where the volumes are mounted', [
    'data_directory',
    'config_file',
    'hba_file',
    'ident_file',
    'external_pid_file',
  ]),
  ...because('Patroni decides who follows whom', [
    'cluster_name',
    'hot_standby',
    'primary_conninfo',
    'primary_slot_name',
    'promote_trigger_file',
    'recovery_target',
    'recovery_target_action',
    'recovery_target_inclusive',
    'recovery_target_lsn',
    'recovery_target_name',
    'recovery_target_time',
    'recovery_target_timeline',
    'recovery_target_xid',
    'restore_command',
    'synchronous_standby_names',
    'wal_log_hints',
  ]),
  ...because('members could not follow with less, and it is the most there is', ['wal_level']),
  ...because('acknowledged commits would be lost with it', ['fsync', 'full_page_writes']),
  ...because('the log of a container is what it prints', ['logging_collector', 'log_destination']),
  ...because('clients give their password by SCRAM', ['password_encryption']),
];
