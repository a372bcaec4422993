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

const limit = { qps: 50, burst: 100 };
/** ADD reads four objects, and a runtime starts many sandboxes at once: held to the limit above, they waited for most of it. */
const nodeLimit = { qps: 400, burst: 800 };

/** Each change of a Service's endpoints costs two or three reads, and twenty a second are to be no queue. */
const vipLimit = { qps: 200, burst: 400 };
const limits: Readonly<Record<string, { readonly qps: number; readonly burst: number }>> = {
  node: nodeLimit,
  'orchestrator-vips': vipLimit,
};

/** The API server as one role of the platform sees it: its own credentials, rate limit and user agent. */
export function accessKubernetes(role: string, settings: Settings): KubernetesAccess {
  const unsaid = limits[role] ?? limit;
  const connection = connect({
    role,
    qps: settings.STATEWRIGHT_KUBERNETES_QPS ?? unsaid.qps,
    burst: settings.STATEWRIGHT_KUBERNETES_BURST ?? unsaid.burst,
  });
  return { connection, kubernetes: createKubernetesClient(connection) };
}
