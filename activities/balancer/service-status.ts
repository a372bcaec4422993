import { createHash } from 'node:crypto';
import { isOurLoadBalancer, vipCondition } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { Condition } from '../../api/object-meta.js';
import {
  events,
  services,
  type CallOptions,
  type KubernetesClient,
  type Service,
} from '../../kubernetes/index.js';
import type { Verdict } from './verdict.js';

/** Owns the condition and the addresses in the status, and nothing else. */
const manager = 'statewright-vip';

export interface StatusReport {
  readonly service: Service;
  /** Undefined takes back what was said before: the Service is not served any more. */
  readonly verdict: Verdict | undefined;
  /** Addresses that the balancer has; undefined while that is not known, and then what was said stays. */
  readonly addresses: readonly string[] | undefined;
  readonly now: Date;
}

/**
 * Says on the Service how it stands: the condition, the ingress addresses of a load balancer of ours, and an event when it gets
 * worse or better. Writes only what differs. A Service that is gone or new meanwhile needs no report.
 */
export async function reportOnService(
  kubernetes: KubernetesClient,
  report: StatusReport,
  call: CallOptions,
): Promise<void> {
  const { service, verdict } = report;
  const known = (service.status?.conditions ?? []).find(({ type }) => type === vipCondition);
  const status = statusToWrite(report, known);
  if (status === undefined) return;
  const { name, namespace, uid } = service.metadata;
  try {
    await kubernetes.apply(
      services,
      { metadata: { name, namespace, uid }, status },
      { ...call, subresource: 'status', fieldManager: manager },
    );
  } catch (error) {
    if (isSuperseded(error)) return;
    throw error;
  }
  const worse = verdict?.status === 'False' && known?.message !== verdict.message;
  const better = verdict?.status === 'True' && known?.status === 'False';
  if (verdict !== undefined && (worse || better)) await tell(kubernetes, report, verdict, call);
}

/** The whole of what we own in the status; undefined if it says so already. */
export function statusToWrite(
  { service, verdict, addresses, now }: StatusReport,
  known: Condition | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (verdict === undefined) return known === undefined ? undefined : {};
  const ingress = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  const isOurs = isOurLoadBalancer(service);
  const shown = isOurs ? (addresses ?? ingress) : [];
  const { status, reason, message } = verdict;
  const sameCondition = known?.status === status && known.reason === reason && known.message === message;
  const sameIngress = !isOurs || shown.join() === ingress.join();
  if (sameCondition && sameIngress) return undefined;
  const lastTransitionTime =
    known?.status === status ? known.lastTransitionTime : `${now.toISOString().slice(0, 19)}Z`;
  return {
    conditions: [
      { type: vipCondition, status, reason, message: message.slice(0, 32_768), lastTransitionTime },
    ],
    ...(shown.length > 0 && { loadBalancer: { ingress: shown.map((ip) => ({ ip })) } }),
  };
}

/** An event is for people who look now; that it cannot be written holds up nothing. */
async function tell(
  kubernetes: KubernetesClient,
  { service, now }: StatusReport,
  { status, reason, message }: Verdict,
  call: CallOptions,
): Promise<void> {
  const { name, namespace = 'default', uid } = service.metadata;
  const note = message.length > 1_000 ? `${message.slice(0, 999)}…` : message;
  // Two attempts to tell the same within a minute are one event.
  const minute = Math.floor(now.getTime() / 60_000);
  const digest = createHash('sha256')
    .update(JSON.stringify([uid, reason, note, minute]))
    .digest('hex');
  const event = {
    metadata: { namespace, name: `${name.slice(0, 200)}.${digest.slice(0, 16)}` },
    type: status === 'True' ? 'Normal' : 'Warning',
    reason,
    action: 'BalanceService',
    note,
    eventTime: now.toISOString().replace('Z', '000Z'),
    reportingController: 'statewright.io/vip',
    reportingInstance: 'orchestrator',
    regarding: { apiVersion: 'v1', kind: 'Service', namespace, name, uid },
  };
  await kubernetes.create(events, event, call).catch((error: unknown) => {
    if (!(error instanceof StatewrightError)) throw error;
  });
}

/** Whether the object of a write is gone, or another by now. */
export function isSuperseded(error: unknown): boolean {
  return error instanceof StatewrightError && (error.kind === 'NotFound' || error.kind === 'Conflict');
}
