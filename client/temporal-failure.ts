import {
  isGrpcServiceError,
  NamespaceNotFoundError,
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { catalogue, StatewrightError, type ErrorCode } from '../api/errors/index.js';
import { clusterWorkflowId, type ObjectKey } from '../api/names.js';

export interface FailedCall {
  readonly address: string;
  readonly timeoutMs: number;
  readonly taskQueue: string;
  readonly verb: string;
  readonly key?: ObjectKey | undefined;
}

/** Codes of the gRPC protocol (grpc.io/docs/guides/status-codes) that callers can do something about. */
const grpc = {
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unauthenticated: 16,
  invalidArgument: 3,
} as const;

const codes: readonly string[] = Object.keys(catalogue);
const codeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && codes.includes(value));
const problemSchema = z.object({
  field: z.string(),
  code: codeSchema,
  sentence: z.string(),
  remedy: z.string(),
});

/** First detail of the ApplicationFailures of our workflows and activities. */
const detailsSchema = z.object({
  code: codeSchema,
  sentence: z.string(),
  remedy: z.string(),
  problems: z.array(problemSchema).default([]),
});

/** Walks from an error to its causes, the error itself first. */
function* causes(error: unknown): Generator {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause;
}

/** What the workflow said when it refused, in its own words. */
function toldByWorkflow(error: unknown, call: FailedCall): StatewrightError {
  for (const cause of causes(error)) {
    if (!(cause instanceof ApplicationFailure)) continue;
    const details = detailsSchema.safeParse(cause.details?.[0]);
    if (details.success) {
      const { code, sentence, remedy, problems } = details.data;
      return new StatewrightError(code, {}, { cause: error, problems, told: { sentence, remedy } });
    }
    if (call.key && cause.type === 'NotFound') {
      return new StatewrightError('ClusterNotFound', { ...call.key }, { cause: error });
    }
    if (call.key && cause.type === 'Conflict') {
      return new StatewrightError('ClusterBeingDeleted', { ...call.key }, { cause: error });
    }
  }
  return refused(error, call, deepestMessage(error));
}

function deepestMessage(error: unknown): string {
  let message = String(error);
  for (const cause of causes(error)) if (cause instanceof Error && cause.message) message = cause.message;
  return message.replace(/\.$/, '');
}

function refused(error: unknown, call: FailedCall, reason: string): StatewrightError {
  return new StatewrightError(
    'TemporalRefused',
    { address: call.address, verb: call.verb, reason },
    { cause: error },
  );
}

function unavailable(error: unknown, call: FailedCall, reason: string): StatewrightError {
  return new StatewrightError('TemporalUnavailable', { address: call.address, reason }, { cause: error });
}

function silent(error: unknown, call: FailedCall): StatewrightError {
  const seconds = call.timeoutMs / 1000;
  if (!call.key) return unavailable(error, call, `no reply within ${seconds} s`);
  return new StatewrightError(
    'WorkflowSilent',
    { workflowId: clusterWorkflowId(call.key), seconds, taskQueue: call.taskQueue },
    { cause: error },
  );
}

/**
 * Every failure of a call to Temporal as an error of the catalogue.
 *
 * | what the SDK threw                                  | becomes                                         |
 * | --------------------------------------------------- | ----------------------------------------------- |
 * | no such workflow, or a query to one that has ended  | WorkflowNotRunning                              |
 * | a start of one that runs                            | WorkflowAlreadyRunning                          |
 * | an Update that was refused, a workflow that failed  | what the workflow said, with its field problems |
 * | deadline of a call that a worker has to answer      | WorkflowSilent                                  |
 * | deadline of any other call, connection lost         | TemporalUnavailable                             |
 * | unknown namespace, credentials, bad request         | TemporalRefused                                 |
 */
export function toStatewrightError(error: unknown, call: FailedCall): StatewrightError {
  if (error instanceof StatewrightError) return error;
  const workflowId = call.key ? clusterWorkflowId(call.key) : 'of that name';
  if (error instanceof WorkflowNotFoundError || error instanceof QueryRejectedError) {
    return new StatewrightError('WorkflowNotRunning', { workflowId }, { cause: error });
  }
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    return new StatewrightError('WorkflowAlreadyRunning', { workflowId }, { cause: error });
  }
  if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError) {
    return toldByWorkflow(error, call);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return silent(error, call);
  if (error instanceof NamespaceNotFoundError) {
    return refused(error, call, `it has no namespace "${error.namespace}"`);
  }
  // A worker that has no such query runs other code than this client was made for.
  if (error instanceof QueryNotRegisteredError) return refused(error, call, error.message);

  for (const cause of causes(error)) {
    if (isGrpcServiceError(cause)) return fromGrpc(cause, call);
  }
  return unavailable(error, call, deepestMessage(error));
}

function fromGrpc(error: Error & { code: number; details: string }, call: FailedCall): StatewrightError {
  const reason = error.details || error.message;
  switch (error.code) {
    case grpc.deadlineExceeded:
      // grpc-js names the peer once a connection stands: then the server is there, and a worker is awaited.
      return /name resolution|connect|waiting for/i.test(reason) && !reason.includes('remote_addr')
        ? unavailable(error, call, connectionReason(reason))
        : silent(error, call);
    case grpc.failedPrecondition:
      return silent(error, call);
    case grpc.notFound:
    case grpc.permissionDenied:
    case grpc.unauthenticated:
    case grpc.invalidArgument:
      return refused(error, call, reason.replace(/\.$/, ''));
    default:
      return unavailable(error, call, connectionReason(reason));
  }
}

/** `connect ECONNREFUSED 127.0.0.1:7233` out of the sentences that grpc-js wraps it in. */
function connectionReason(details: string): string {
  const known = /(?:connect|getaddrinfo|read|write) E[A-Z_]+(?: [^\s.]+(?:\.[^\s.]+)*)?/.exec(details);
  if (known) return known[0];
  const ssl = /SSL routines:[^:]*:([^:]+):/.exec(details);
  if (ssl) return `TLS failed: ${ssl[1] ?? ''}`;
  return details
    .replace(/^No connection established\. Last error: /, '')
    .replace(/ \(\d{4}-\d\d-\d\dT[^)]*\)/g, '')
    .replace(/\.?\s*(Resolution note:\s*)?$/, '');
}
