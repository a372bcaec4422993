import { z } from 'zod';

/** What the API server asks (k8s.io/api admission/v1 AdmissionReview), as far as we read it. */
export const admissionReviewSchema = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: z.object({
    uid: z.string().min(1),
    kind: z.object({ group: z.string(), version: z.string(), kind: z.string() }),
    operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
    name: z.string().optional(),
    namespace: z.string().optional(),
    /** Empty for the resource itself. */
    subResource: z.string().optional(),
    object: z.unknown(),
    oldObject: z.unknown(),
  }),
});

export type AdmissionRequest = z.infer<typeof admissionReviewSchema>['request'];

/** k8s.io/apimachinery meta/v1 Status, the part that clients show. */
export interface RefusalStatus {
  readonly status: 'Failure';
  readonly code: 422;
  readonly reason: 'Invalid';
  readonly message: string;
  readonly details: {
    readonly name: string;
    readonly group: string;
    readonly kind: string;
    readonly causes: readonly {
      readonly reason: string;
      readonly field: string;
      readonly message: string;
    }[];
  };
}

export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: RefusalStatus;
  /** With `patch`: RFC 6902, base64. */
  readonly patchType?: 'JSONPatch';
  readonly patch?: string;
  /** Shown to the person whatever the answer; at most 256 characters each (admission/v1). */
  readonly warnings?: readonly string[];
}

/** The answer as it is sent. */
export interface AnsweredReview {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: AdmissionResponse;
}
