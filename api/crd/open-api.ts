import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/**
 * What Kubernetes says of the form of its own types: a definition of its OpenAPI v3, as far as a structural schema can
 * repeat it. Anything else is refused rather than lost.
 */
export const openApiSchema = z.strictObject({
  /** Name of another definition, in place of `$ref`. */
  ref: z.string().optional(),
  type: z.enum(['object', 'array', 'string', 'integer', 'number', 'boolean']).optional(),
  format: z.enum(['int32', 'int64', 'date-time', 'int-or-string']).optional(),
  oneOf: z.array(z.strictObject({ type: z.enum(['string', 'number', 'integer']) })).optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([scalar, z.strictObject({})]).optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), openApiSchema).optional();
  },
  get items() {
    return openApiSchema.optional();
  },
  get additionalProperties() {
    return openApiSchema.optional();
  },
  'x-kubernetes-list-type': z.enum(['atomic', 'set', 'map']).optional(),
  'x-kubernetes-list-map-keys': z.array(z.string()).optional(),
  'x-kubernetes-map-type': z.enum(['atomic', 'granular']).optional(),
});

export type OpenApiSchema = z.infer<typeof openApiSchema>;

/** By the last part of the name: `Container` for `io.k8s.api.core.v1.Container`. */
export type OpenApiDefinitions = Readonly<Record<string, OpenApiSchema>>;
