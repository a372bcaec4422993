import { vipType, vipWorkflowId } from '../api/balancer/index.js';
import { formatKey, type ObjectKey } from '../api/names.js';
import type * as contract from '../workflows/vip/contract.js';
import type { TemporalConnection } from './temporal.js';

const vipChangedSignal: typeof contract.vipChangedSignal = 'changed';

/**
 * Tells the workflow of a Service's VIPs to look, and starts it if none is running. Safe to repeat: the workflow reads both sides
 * live, and ends by itself. Throws StatewrightError `TemporalUnavailable` or `TemporalRefused`.
 */
export async function signalVipChanged(temporal: TemporalConnection, key: ObjectKey): Promise<void> {
  const { namespace, name } = key;
  const input: contract.VipInput = { namespace, name };
  await temporal.call({ verb: 'signal the VIP workflow', key }, (client) =>
    client.workflow.signalWithStart(vipType, {
      workflowId: vipWorkflowId(key),
      taskQueue: temporal.taskQueue,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      signal: vipChangedSignal,
      signalArgs: [],
      staticSummary: `VIPs of Service ${formatKey(key)}`,
      memo: { resource: `Service ${formatKey(key)}` },
    }),
  );
}
