import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type TLSConfig,
} from '@temporalio/client';
import type { ObjectKey } from '../api/names.js';
import {
  clusterChangedSignal,
  clusterStartOptions,
  clusterWorkflowType,
  orchestratorTaskQueue,
  type ClusterFacts,
} from './cluster-workflow.js';
import { toStatewrightError } from './temporal-failure.js';

/** Where Temporal is and how to talk to it. */
export interface TemporalSettings {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly namespace: string;
  /** `true` for TLS with the system's authorities, or certificates of one's own. */
  readonly tls?: boolean | TLSConfig;
  readonly apiKey?: string;
  /** Queue of the orchestrators that are to serve the clusters; `statewright` if left out. */
  readonly taskQueue?: string;
  /** Milliseconds after which a call that nobody answers fails; 5000 if left out. */
  readonly callTimeoutMs?: number;
}

/** What a call is for; it goes into the error if the call fails. */
export interface TemporalCall {
  /** `signal the workflow`, as it follows "refused to". */
  readonly verb: string;
  readonly key?: ObjectKey;
  /** Milliseconds, if not those of the settings. */
  readonly timeoutMs?: number;
}

/** A connection that is made at the first call, and whose every call ends in time or with a StatewrightError. */
export interface TemporalConnection {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly client: Client;
  call<T>(what: TemporalCall, send: (client: Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const defaultCallTimeoutMs = 5_000;

/** Does not connect yet: an unreachable server fails the calls, not this function. */
export function connectTemporal(settings: TemporalSettings): TemporalConnection {
  const { address, namespace, taskQueue = orchestratorTaskQueue } = settings;
  const connection = Connection.lazy({
    address,
    ...(settings.tls !== undefined && { tls: settings.tls }),
    ...(settings.apiKey !== undefined && { apiKey: settings.apiKey }),
    // The SDK's ten attempts would hide the reason behind the deadline; four take about a second.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4 }))],
  });
  const client = new Client({
    connection,
    namespace,
    // A workflow that has ended would answer a query from its history; that is not what is going on now.
    workflow: { queryRejectCondition: 'NOT_OPEN' },
  });

  return {
    address,
    namespace,
    taskQueue,
    client,
    async call<T>(what: TemporalCall, send: (client: Client) => Promise<T>): Promise<T> {
      const timeoutMs = what.timeoutMs ?? settings.callTimeoutMs ?? defaultCallTimeoutMs;
      try {
        return await connection.withDeadline(Date.now() + timeoutMs, () => send(client));
      } catch (error) {
        throw toStatewrightError(error, { address, timeoutMs, taskQueue, verb: what.verb, key: what.key });
      }
    },
    close: () => connection.close(),
  };
}

/**
 * Tells the workflow of a cluster to look at it again, and starts it if none is running. Safe to repeat: the workflow
 * reads the live cluster, and ends by itself when there is none.
 * Throws StatewrightError `TemporalUnavailable` or `TemporalRefused`.
 */
export async function signalChanged(
  temporal: TemporalConnection,
  key: ObjectKey,
  facts: ClusterFacts = {},
): Promise<void> {
  await temporal.call({ verb: 'signal the cluster workflow', key }, (client) =>
    client.workflow.signalWithStart(clusterWorkflowType, {
      ...clusterStartOptions(key, temporal.taskQueue, facts),
      workflowIdConflictPolicy: 'USE_EXISTING',
      signal: clusterChangedSignal,
      signalArgs: [],
    }),
  );
}
