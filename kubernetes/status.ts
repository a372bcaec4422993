import { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';

/** The body of every reply that is not a success (k8s.io/apimachinery meta/v1 Status); proxies send anything. */
export const statusSchema = z.looseObject({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.int().optional(),
  details: z
    .looseObject({
      name: z.string().optional(),
      group: z.string().optional(),
      kind: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      causes: z
        .array(
          z.looseObject({
            field: z.string().optional(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

export type Status = z.infer<typeof statusSchema>;

/** The cause of an error that stands for a reply: what the API server said, for code that must tell replies apart. */
export class ReplyStatus extends Error {
  override readonly name = 'ReplyStatus';

  constructor(
    readonly httpStatus: number,
    /** `metav1.StatusReason`, for example `AlreadyExists`; undefined when the reply came from somebody else. */
    readonly reason: string | undefined,
    message: string,
    /** What is wrong with which field, where the API server says so; never of Secrets, whose values it would quote. */
    readonly causes: readonly StatusCause[] = [],
  ) {
    super(message);
  }
}

/** k8s.io/apimachinery meta/v1 StatusCause. */
export interface StatusCause {
  /** `template.spec.containers[0].image` */
  readonly field: string;
  /** `Required value` */
  readonly message: string;
}

/** What was asked of whom, for sentences and for judging a 404. */
export interface Question {
  readonly verb: string;
  /** `pods default/web-0` */
  readonly object: string;
  readonly plural: string;
  readonly kind: string;
  readonly group: string;
  /** The object's own name, when one was named. */
  readonly name: string | undefined;
}

/** The Status in a reply's body, or undefined when the body is anything else. */
export function parseStatus(body: string): Status | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = statusSchema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Whether a reply proves that the object asked for does not exist. A 404 alone does not: an unknown API group, a
 * path of a proxy, or a missing subresource answers 404 as well. The API server names the object it has not found.
 */
export function provesAbsence(question: Question, httpStatus: number, status: Status | undefined): boolean {
  const { details } = status ?? {};
  return (
    httpStatus === 404 &&
    status?.reason === 'NotFound' &&
    question.name !== undefined &&
    details?.name === question.name &&
    (details.kind === question.plural || details.kind === question.kind) &&
    (details.group ?? '') === question.group
  );
}

/** Turns a reply that is not a success into the error of the catalogue. */
export function refusal(
  question: Question,
  httpStatus: number,
  status: Status | undefined,
): StatewrightError {
  const reason = sentenceOf(question, httpStatus, status);
  const { verb, object } = question;
  const causes = causesOf(question, status);
  const options = { cause: new ReplyStatus(httpStatus, status?.reason, reason, causes) };
  switch (httpStatus) {
    case 401:
    case 403:
      // An admission webhook chooses its own code, and 403 is a common choice; no permission would help there.
      if (/^admission webhook ".*" denied the request/.test(status?.message ?? '')) {
        return new StatewrightError('KubernetesRefused', { verb, object, reason }, options);
      }
      return new StatewrightError('KubernetesForbidden', { verb, object, reason }, options);
    case 404:
      // Something that was named is missing: the object itself, or its namespace.
      if (status?.reason === 'NotFound' && status.details?.name !== undefined) {
        const missing = `${status.details.kind ?? 'object'} ${status.details.name}`;
        return new StatewrightError('KubernetesNotFound', { object: missing }, options);
      }
      return new StatewrightError('KubernetesUnavailable', { verb, object, reason }, options);
    case 409:
      return new StatewrightError('KubernetesConflict', { object, reason }, options);
    case 422:
      // How a patch with the UID of an earlier object of that name is answered.
      if ((status?.details?.causes ?? []).some(({ field }) => field === 'metadata.uid')) {
        return new StatewrightError('KubernetesConflict', { object, reason }, options);
      }
      return new StatewrightError('KubernetesRefused', { verb, object, reason }, options);
    case 400:
    case 405:
    case 406:
    case 413:
    case 415:
      return new StatewrightError('KubernetesRefused', { verb, object, reason }, options);
    default:
      // Server-side apply answers a field that the schema does not have with 500, though the request is at fault.
      if ((status?.message ?? '').includes('field not declared in schema')) {
        return new StatewrightError('KubernetesRefused', { verb, object, reason }, options);
      }
      return new StatewrightError('KubernetesUnavailable', { verb, object, reason }, options);
  }
}

/** Whether a create failed because the name is taken, as opposed to other conflicts. */
export function isAlreadyExists(error: unknown): boolean {
  return replyStatus(error)?.reason === 'AlreadyExists';
}

/** Whether a resourceVersion or a continue token is too old (410): the caller must list afresh. */
export function isExpired(error: unknown): boolean {
  return replyStatus(error)?.httpStatus === 410;
}

/** The fields that a request was refused for (422), as the API server names them; empty for any other failure. */
export function refusedFields(error: unknown): readonly StatusCause[] {
  const status = replyStatus(error);
  return status?.httpStatus === 422 ? status.causes : [];
}

function causesOf(question: Question, status: Status | undefined): readonly StatusCause[] {
  if (question.plural === 'secrets') return [];
  return (status?.details?.causes ?? []).flatMap(({ field, message }) =>
    field === undefined || message === undefined ? [] : [{ field, message }],
  );
}

function replyStatus(error: unknown): ReplyStatus | undefined {
  return error instanceof StatewrightError && error.cause instanceof ReplyStatus ? error.cause : undefined;
}

function sentenceOf(question: Question, httpStatus: number, status: Status | undefined): string {
  if (status === undefined) return `HTTP ${httpStatus} without a Status of the API server`;
  // The message of a refused Secret quotes the values that were sent.
  if (question.plural === 'secrets') {
    const fields = (status.details?.causes ?? [])
      .map(({ field }) => field ?? '')
      .filter((field) => field !== '');
    return [status.reason ?? `HTTP ${httpStatus}`, ...fields].join(' ');
  }
  return (status.message ?? status.reason ?? `HTTP ${httpStatus}`).replace(/\.$/, '');
}
