import { randomUUID } from 'node:crypto';
import { dnsZoneId, dnsZoneType, namesChangedSignal, sweepNamesType } from '../api/dns/workflow.js';
import { namesOfService } from '../api/dns/index.js';
import { StatewrightError } from '../api/errors/index.js';
import { formatKey, type ObjectKey } from '../api/names.js';
import { endpointSlices, services, type KubernetesClient } from '../kubernetes/index.js';
import { namedService, namedSlice, serviceNameLabel } from '../kubernetes/service-names.js';
import type { DnsZoneInput } from '../workflows/dns-zone/contract.js';
import type { SweepNamesInput, SweepNamesResult } from '../workflows/sweep-names/contract.js';
import { lookUpBy } from './company-dns.js';
import { seeNames, type NamesSeen } from './names-of-service.js';
import { sweepNamesResultSchema } from './names-schemas.js';
import type { TemporalConnection } from './temporal.js';

export interface NamesOfServiceOptions {
  /** The cluster's domain: `k8s.corp.example`. */
  readonly domain: string;
  /** Address of the name server to ask, perhaps with a port; those of this machine if left out. */
  readonly server?: string | undefined;
  /** As the installation has it: a member without a hostname is called as its pod. */
  readonly endpointPodNames?: boolean;
}

/** What can be done with names in the company's DNS. Every failure is a StatewrightError. */
export interface Names {
  /**
   * The names that a Service should have, and what DNS answers to plain questions. Throws `ServiceNotFound` only if Kubernetes
   * said so, and `NameServerUnavailable`.
   */
  get(service: ObjectKey, options: NamesOfServiceOptions): Promise<NamesSeen>;
  /** Compares zones with Kubernetes, and puts right what differs unless it is to be a dry run. */
  sweep(input?: SweepNamesInput): Promise<SweepNamesResult>;
}

/** Milliseconds: two readings of each of some zones, ten thousand names written, and the grace. */
const sweepMs = 300_000;

interface Connections {
  kubernetes(): KubernetesClient;
  temporal(): TemporalConnection;
}

export function createNames(connections: Connections): Names {
  return {
    async get(key, { domain, server, endpointPodNames = false }) {
      const lookUp = lookUpBy(server);
      const kubernetes = connections.kubernetes();
      const service = await kubernetes.get(services, key);
      if (service === undefined) throw new StatewrightError('ServiceNotFound', { service: formatKey(key) });
      const labelSelector = `${serviceNameLabel}=${key.name}`;
      const { items } = await kubernetes.list(endpointSlices, { namespace: key.namespace, labelSelector });
      const rules = { domain, endpointPodNames };
      return seeNames(namesOfService(namedService(service), items.map(namedSlice), rules), lookUp);
    },
    async sweep(input = {}) {
      const temporal = connections.temporal();
      const verb = 'sweep the names';
      const reply: unknown = await temporal.call({ verb, timeoutMs: sweepMs }, (client) =>
        client.workflow.execute<(one: SweepNamesInput) => Promise<unknown>>(sweepNamesType, {
          workflowId: `${sweepNamesType}/${randomUUID()}`,
          taskQueue: temporal.taskQueue,
          workflowExecutionTimeout: sweepMs,
          args: [input],
        }),
      );
      const parsed = sweepNamesResultSchema.safeParse(reply);
      if (parsed.success) return parsed.data;
      const reason = 'the reply is not of the expected form; client and orchestrator differ in version';
      throw new StatewrightError('TemporalRefused', { address: temporal.address, verb, reason });
    },
  };
}

/**
 * Tells the workflow of a zone to look at the names of these Services, and starts it if none is running. Safe to repeat: the
 * workflow reads both sides live. Throws StatewrightError `TemporalUnavailable` or `TemporalRefused`.
 */
export async function signalNamesChanged(
  temporal: TemporalConnection,
  zone: string,
  services: readonly string[],
): Promise<void> {
  await temporal.call({ verb: `signal the workflow of the zone ${zone}` }, (client) =>
    client.workflow.signalWithStart<(input: DnsZoneInput) => Promise<void>, [readonly string[]]>(
      dnsZoneType,
      {
        workflowId: dnsZoneId(zone),
        taskQueue: temporal.taskQueue,
        args: [{ zone }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        signal: namesChangedSignal,
        signalArgs: [services],
      },
    ),
  );
}
