import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { ServicePort } from '../kubernetes-objects.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { patroniLabel, replicaServiceName } from './names.js';
import { clientPort, patroniPort, server } from './rules.js';

const sql: ServicePort = { name: 'postgresql', port: clientPort, targetPort: 'postgresql' };
const rest: ServicePort = { name: 'patroni', port: patroniPort, targetPort: 'patroni' };

/** Gives each member its name, ready or not. */
export function membersService(cluster: ClusterToRender): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, server), server),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: memberSelector(cluster, server),
      ports: [sql, rest],
    },
  };
}

/** The members that Patroni has given this label: `master` is one at most, but for the seconds in which a dead one has it too. */
function serviceOf(cluster: ClusterToRender, name: string, role: 'master' | 'replica'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, name),
    spec: {
      type: 'ClusterIP',
      selector: { ...memberSelector(cluster, server), [patroniLabel.role]: role },
      ports: [sql],
    },
  };
}

/** The address of the cluster: its primary. */
export function primaryService(cluster: ClusterToRender): Manifest {
  return serviceOf(cluster, cluster.name, 'master');
}

/** For reads that may be a moment late. */
export function replicaService(cluster: ClusterToRender): Manifest {
  return serviceOf(cluster, replicaServiceName(cluster), 'replica');
}
