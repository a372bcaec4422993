import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { parseQuantity } from '../../api/quantity.js';
import { isPlatformSetting, keptWal } from './settings.js';

type Parameters = Readonly<Record<string, string | number | boolean>>;

const mebibyte = 2 ** 20;

/** PostgreSQL's parameters, those of its owner over the platform's. Equal settings make equal text, in whatever order. */
export function parameters(nodeType: NodeType): Parameters {
  const memory = Math.floor((parseQuantity(nodeType.resources?.memory ?? '0') ?? 0) / mebibyte);
  const ours: Parameters = {
    // A quarter for PostgreSQL's own cache, most of the rest is the page cache (its manual, "Resource Consumption").
    shared_buffers: `${Math.max(16, Math.floor(memory / 4))}MB`,
    effective_cache_size: `${Math.max(32, Math.floor((memory * 5) / 8))}MB`,
    wal_level: 'logical',
    wal_keep_size: `${keptWal(nodeType)}MB`,
    max_wal_senders: 16,
    max_replication_slots: 16,
    password_encryption: 'scram-sha-256',
    // A primary notices in seconds that a member is gone, not in PostgreSQL's minute.
    wal_sender_timeout: '10s',
  };
  return { ...ours, ...sorted(ownParameters(nodeType.config ?? {})) };
}

function ownParameters(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !isPlatformSetting(key)));
}

function sorted(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Those of context `postmaster` that owners may set: `SELECT name FROM pg_settings` of PostgreSQL 15. */
const takenAtStart: ReadonlySet<string> = new Set([
  ...['archive_mode', 'autovacuum_freeze_max_age', 'autovacuum_max_workers'],
  ...['autovacuum_multixact_freeze_max_age', 'bonjour', 'bonjour_name', 'data_sync_retry'],
  ...['dynamic_shared_memory_type', 'event_source', 'huge_page_size', 'huge_pages', 'ignore_invalid_pages'],
  ...['jit_provider', 'max_connections', 'max_files_per_process', 'max_locks_per_transaction'],
  ...['max_logical_replication_workers', 'max_pred_locks_per_transaction', 'max_prepared_transactions'],
  ...['max_replication_slots', 'max_wal_senders', 'max_worker_processes', 'min_dynamic_shared_memory'],
  ...['old_snapshot_threshold', 'shared_buffers', 'shared_memory_type', 'shared_preload_libraries'],
  ...['superuser_reserved_connections', 'track_activity_query_size', 'track_commit_timestamp', 'wal_buffers'],
  ...['wal_decode_buffer_size', 'wal_level'],
]);

/** The parameters that PostgreSQL takes at its start alone; Patroni passes all others on while it runs. */
export function startParameters(nodeType: NodeType): Parameters {
  return Object.fromEntries(Object.entries(parameters(nodeType)).filter(([name]) => takenAtStart.has(name)));
}
