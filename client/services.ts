import { z } from 'zod';
import {
  serviceNameLabel,
  sweepVipsId,
  sweepVipsType,
  vipCondition,
  vipWorkflowId,
  wantedVips,
  type Vip,
} from '../api/balancer/index.js';
import { StatewrightError } from '../api/errors/index.js';
import { formatKey, type ObjectKey } from '../api/names.js';
import type { Condition } from '../api/object-meta.js';
import {
  endpointSlices,
  events,
  services,
  type KubernetesClient,
  type Service,
} from '../kubernetes/index.js';
import type { SweepVipsInput, SweepVipsResult } from '../workflows/sweep-vips/contract.js';
import { describeEvent, type EventDescription } from './description/event.js';
import { describeService, type ServiceDescription } from './description/service.js';
import { Questions, questionTimeoutMs, type Unanswered } from './observe.js';
import type { TemporalConnection } from './temporal.js';

export interface ListServicesOptions {
  /** All namespaces if left out. */
  readonly namespace?: string | undefined;
}

/** A Service, and whether the balancer has what it says. */
export interface ServedService extends ServiceDescription {
  readonly namespace: string;
  /** Both families. */
  readonly addresses: readonly string[];
  /** Of a load balancer of ours: the addresses in its status. */
  readonly ingress: readonly string[];
  /** What the platform says of it; absent for a Service that it does not serve, and before the first look. */
  readonly condition?: Condition;
}

/** Everything about one Service; what could not be asked is named. */
export interface ServiceView {
  readonly service: ServedService;
  /** What Kubernetes wants of the balancer now; nothing while no condition says that it is served, which only the platform decides. */
  readonly wanted: readonly Vip[];
  /** Its workflow, and how its latest run stands, as Temporal calls it: RUNNING, COMPLETED … */
  readonly workflowId: string;
  readonly run?: { readonly state: string; readonly startedAt: string };
  readonly events: readonly EventDescription[];
  readonly unanswered: readonly Unanswered[];
}

export interface SweepVipsOptions {
  /** Report only. */
  readonly dryRun?: boolean;
}

/** What can be done with Services and their VIPs. Every failure is a StatewrightError. */
export interface Services {
  /** By namespace and name. */
  list(options?: ListServicesOptions): Promise<readonly ServedService[]>;
  /** Throws `ServiceNotFound` only if Kubernetes said so. */
  describe(service: ObjectKey): Promise<ServiceView>;
  /** Compares all Services with all VIPs, mends what differs, and returns when that is done. */
  sweep(options?: SweepVipsOptions): Promise<SweepVipsResult>;
}

interface Connections {
  kubernetes(): KubernetesClient;
  temporal(): TemporalConnection;
  temporalIfAny(): TemporalConnection | undefined;
}

/** Ten thousand Services and their VIPs are listed in seconds; what differs is mended a few dozen a second. */
const sweepMs = 600_000;

const findingSchema = z.object({
  kind: z.enum(['missing', 'different', 'over']),
  service: z.string(),
  address: z.string(),
});
const sweepResultSchema: z.ZodType<SweepVipsResult> = z.object({
  outcome: z.enum(['Clean', 'Swept', 'WouldSweep']),
  message: z.string(),
  seen: z.object({ services: z.int(), vips: z.int() }),
  found: z.object({ missing: z.int(), different: z.int(), over: z.int() }),
  repaired: z.int(),
  removed: z.int(),
  kept: z.int(),
  blocked: z.int(),
  examples: z.array(findingSchema),
});

export function createServices(connections: Connections): Services {
  return {
    async list({ namespace } = {}) {
      const { items } = await connections.kubernetes().list(services, { namespace });
      return items.map(servedService).toSorted((one, other) => collation.compare(keyOf(one), keyOf(other)));
    },
    async describe(key) {
      const kubernetes = connections.kubernetes();
      const service = await kubernetes.get(services, key);
      if (service === undefined) throw new StatewrightError('ServiceNotFound', { service: formatKey(key) });
      const { namespace } = key;
      const questions = new Questions();
      const labelSelector = `${serviceNameLabel}=${key.name}`;
      const fieldSelector = `regarding.uid=${service.metadata.uid}`;
      const scope = { namespace, timeoutMs: questionTimeoutMs };
      const none = { items: [] };
      const [slices, told, run] = await Promise.all([
        questions.ask('its endpoints', kubernetes.list(endpointSlices, { ...scope, labelSelector }), none),
        questions.ask('its events', kubernetes.list(events, { ...scope, fieldSelector }), none),
        askRun(questions, connections.temporalIfAny(), key),
      ]);
      const served = servedService(service);
      return {
        service: served,
        wanted: served.condition === undefined ? [] : wantedVips(service, slices.items, 'all').vips,
        workflowId: vipWorkflowId(key),
        ...(run && { run }),
        events: told.items.map(describeEvent),
        unanswered: questions.unanswered,
      };
    },
    async sweep({ dryRun = false } = {}) {
      const temporal = connections.temporal();
      const input: SweepVipsInput = { dryRun };
      return temporal.call({ verb: 'sweep the VIPs', timeoutMs: sweepMs }, async (client) => {
        const result: unknown = await client.workflow.execute(sweepVipsType, {
          workflowId: `${sweepVipsId}/by-hand`,
          taskQueue: temporal.taskQueue,
          args: [input],
          staticSummary: `Sweep of VIPs${dryRun ? ', dry run' : ''}`,
        });
        const parsed = sweepResultSchema.safeParse(result);
        if (parsed.success) return parsed.data;
        const reason = 'the reply is not of the expected form; client and orchestrator differ in version';
        const { address } = temporal;
        throw new StatewrightError('TemporalRefused', { address, verb: 'sweep the VIPs', reason });
      });
    },
  };
}

/** Undefined without Temporal settings, and for a Service that never had a run or whose runs are forgotten. */
async function askRun(
  questions: Questions,
  temporal: TemporalConnection | undefined,
  key: ObjectKey,
): Promise<ServiceView['run']> {
  if (temporal === undefined) return undefined;
  const query = `WorkflowId = '${vipWorkflowId(key)}'`;
  const ask = temporal.call(
    { verb: 'look for its workflow', timeoutMs: questionTimeoutMs },
    async (client) => {
      for await (const { status, startTime } of client.workflow.list({ query, pageSize: 1 })) {
        return { state: status.name, startedAt: startTime.toISOString() };
      }
      return undefined;
    },
  );
  return questions.ask('its workflow', ask, undefined);
}

function servedService(service: Service): ServedService {
  const { metadata, spec, status } = service;
  const condition = status?.conditions?.find(({ type }) => type === vipCondition);
  return {
    namespace: metadata.namespace ?? '',
    ...describeService(service),
    addresses: (spec.clusterIPs ?? []).filter((address) => address !== 'None'),
    ingress: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
    ...(condition && { condition }),
  };
}

const collation = new Intl.Collator('en', { numeric: true });

function keyOf({ namespace, name }: ServedService): string {
  return formatKey({ namespace, name });
}
