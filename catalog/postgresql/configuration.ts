import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { label } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import { kept, patroniLabel, restUser, scope } from './names.js';
import { parameters, startParameters } from './parameters.js';
import { dataDirectory, paths } from './paths.js';
import { server } from './rules.js';
import { mostLag, synchronous } from './settings.js';

/** Seconds between two looks of a Patroni at its world, and for how long its leader may be silent. */
export const loopWait = 5;
const leaderSilence = 30;

/** Patroni's own settings that all members agree on (its manual, "Dynamic configuration settings"). */
export function agreed(nodeType: NodeType): object {
  const config = nodeType.config ?? {};
  const commit = synchronous(config);
  return {
    loop_wait: loopWait,
    ttl: leaderSilence,
    // ttl must be no less than loop_wait and two of these.
    retry_timeout: 10,
    maximum_lag_on_failover: mostLag(config),
    check_timeline: true,
    // With the API server away the primary goes on for as long as it reaches all others.
    failsafe_mode: true,
    synchronous_mode: commit !== 'no',
    synchronous_mode_strict: commit === 'strict',
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      parameters: parameters(nodeType),
      pg_hba: [
        // In the pod there are no others.
        'local all all trust',
        'local replication all trust',
        'host replication replicator all scram-sha-256',
        'host all all all scram-sha-256',
      ],
    },
  };
}

/** What a member's Patroni starts from; what is its own, and passwords, come by its environment. */
export function patroniYaml(cluster: ClusterToRender, nodeType: NodeType): string {
  return stringify({
    scope: scope(cluster),
    kubernetes: {
      labels: { [label.clusterUid]: cluster.uid },
      scope_label: patroniLabel.scope,
      role_label: patroniLabel.role,
      use_endpoints: false,
    },
    // What is agreed on is in Kubernetes before the first member starts.
    bootstrap: {
      dcs: {},
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
    },
    postgresql: {
      data_dir: dataDirectory(nodeType.volumes?.[0]?.name ?? 'data'),
      bin_dir: '/usr/lib/postgresql/15/bin',
      parameters: { unix_socket_directories: paths.temporary },
      pgpass: `${paths.temporary}/pgpass`,
      use_unix_socket: true,
      use_unix_socket_repl: true,
      authentication: {
        superuser: { username: 'postgres' },
        replication: { username: 'replicator' },
        rewind: { username: 'rewinder' },
      },
    },
    restapi: { authentication: { username: restUser } },
  });
}

export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, scope(cluster), server),
    data: { 'patroni.yml': patroniYaml(cluster, nodeType) },
  };
}

/**
 * The ConfigMaps in whose annotations Patroni keeps who leads and what is agreed on. They are made here, so that members need no
 * right to make any, and so that they go with the cluster; all annotations but `config` are Patroni's.
 */
export function keptObjects(cluster: ClusterToRender, nodeType: NodeType): readonly Manifest[] {
  return kept.map((name) => {
    const metadata = ownedMetadata(cluster, `${scope(cluster)}-${name}`, server);
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, [patroniLabel.scope]: scope(cluster) },
        ...(name === 'config' && { annotations: { config: JSON.stringify(agreed(nodeType)) } }),
      },
    };
  });
}

/** Differs when members must be restarted for their configuration: all else Patroni takes over while it runs. */
export function configurationHash(cluster: ClusterToRender, nodeType: NodeType): string {
  return createHash('sha256')
    .update(patroniYaml(cluster, nodeType))
    .update(JSON.stringify(startParameters(nodeType)))
    .digest('hex')
    .slice(0, 16);
}
