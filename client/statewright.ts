import { StatewrightError } from '../api/errors/index.js';
import {
  connect as connectKubernetes,
  createKubernetesClient,
  type Connection,
  type KubernetesClient,
} from '../kubernetes/index.js';
import { createAddresses, type Addresses } from './addresses.js';
import { createClusters, type Clusters } from './clusters.js';
import { createNames, type Names } from './names.js';
import { createNodes, type Nodes } from './nodes/nodes.js';
import { createServices, type Services } from './services.js';
import { createSets, type Sets } from './sets.js';
import { connectTemporal, type TemporalConnection, type TemporalSettings } from './temporal.js';

export interface KubernetesSettings {
  /** Path of a kubeconfig file; found as kubectl finds it if left out, in a pod the service account. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Milliseconds after which a request that gets no answer fails; 30000 if left out. */
  readonly timeoutMs?: number;
}

export interface ConnectOptions {
  /** Found as kubectl finds it if left out. */
  readonly kubernetes?: KubernetesSettings;
  /** Without it, calls that need the workflow throw `SettingInvalid`, and the others do without its answers. */
  readonly temporal?: TemporalSettings;
}

/** The door for other systems. Connects at the first call that needs a server. */
export interface Statewright {
  readonly clusters: Clusters;
  readonly sets: Sets;
  readonly nodes: Nodes;
  readonly addresses: Addresses;
  readonly names: Names;
  readonly services: Services;
  /** Ends the connections; needed for a process to end by itself. */
  close(): Promise<void>;
}

/** Does no I/O, so it cannot fail: wrong settings and unreachable servers fail the calls that need them. */
export function connect(options: ConnectOptions = {}): Statewright {
  let connection: Connection | undefined;
  let kubernetes: KubernetesClient | undefined;
  let temporal: TemporalConnection | undefined;

  const connections = {
    kubernetes(): KubernetesClient {
      connection ??= connectKubernetes({ role: 'client', ...options.kubernetes });
      kubernetes ??= createKubernetesClient(connection);
      return kubernetes;
    },
    temporalIfAny(): TemporalConnection | undefined {
      if (options.temporal) temporal ??= connectTemporal(options.temporal);
      return temporal;
    },
    temporal(): TemporalConnection {
      const found = connections.temporalIfAny();
      if (found) return found;
      const reason = 'this call is answered by a workflow, and connect() was given no address of Temporal';
      throw new StatewrightError('SettingInvalid', { name: 'temporal', reason });
    },
  };
  return {
    clusters: createClusters(connections),
    sets: createSets(connections),
    nodes: createNodes(connections),
    addresses: createAddresses(connections),
    names: createNames(connections),
    services: createServices(connections),
    async close() {
      await Promise.all([temporal?.close(), connection?.close()]);
    },
  };
}
