import {
  connect,
  createKubernetesClient,
  type Connection,
  type KubernetesClient,
} from '../kubernetes/index.js';
import type { Settings } from './settings.js';

export interface KubernetesAccess {
  readonly connection: Connection;
  readonly kubernetes: KubernetesClient;
}

/** The API server as one role of the platform sees it: its own credentials, rate limit and user agent. */
export function accessKubernetes(role: string, settings: Settings): KubernetesAccess {
  const connection = connect({
    role,
    qps: settings.STATEWRIGHT_KUBERNETES_QPS,
    burst: settings.STATEWRIGHT_KUBERNETES_BURST,
  });
  return { connection, kubernetes: createKubernetesClient(connection) };
}
