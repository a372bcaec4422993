import { z } from 'zod';
import type { ValidationRule } from './cel.js';
import { rulesForPattern } from './pattern-rules.js';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A schema as CRDs take it: apiextensions.k8s.io/v1 JSONSchemaProps, the structural subset. */
export interface StructuralSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: StructuralSchema;
  readonly items?: StructuralSchema;
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly default?: JsonValue;
  readonly nullable?: true;
  readonly not?: { readonly enum: readonly (string | number | boolean)[] };
  readonly 'x-kubernetes-int-or-string'?: true;
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The JSON schema that zod makes, as far as our kinds use it; anything else is refused rather than lost. */
const jsonSchema = z.strictObject({
  $schema: z.string().optional(),
  type: z.string().optional(),
  description: z.string().optional(),
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  required: z.array(z.string()).optional(),
  get additionalProperties() {
    return z.union([z.literal(false), jsonSchema]).optional();
  },
  get propertyNames() {
    return jsonSchema.optional();
  },
  get items() {
    return jsonSchema.optional();
  },
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
  enum: z.array(scalar).optional(),
  const: scalar.optional(),
  default: z.json().optional(),
  pattern: z.string().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.int().optional(),
  maxItems: z.int().optional(),
  maxProperties: z.int().optional(),
});

type JsonSchema = z.infer<typeof jsonSchema>;

/** The structural schema of a zod schema: what may be sent in, not what comes out of parsing. */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  return convert(jsonSchema.parse(z.toJSONSchema(schema, { io: 'input' })));
}

function convert(node: JsonSchema): StructuralSchema {
  const { default: value } = node;
  return { ...withoutDefault(node), ...(value !== undefined && { default: value }) };
}

function withoutDefault(node: JsonSchema): StructuralSchema {
  if (node.anyOf !== undefined) return isIntOrString(node.anyOf) ? intOrString(node) : anyScalar(node);
  const { type, description, required, minItems, maxItems, maxProperties } = node;
  return {
    ...(type !== undefined && { type }),
    ...(description !== undefined && { description }),
    ...(node.properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(node.properties).map(([name, property]) => [name, convert(property)]),
      ),
    }),
    ...(required !== undefined && { required }),
    // `false` goes: the API server drops unknown fields, or refuses them if asked to (kubectl asks).
    ...(node.additionalProperties !== undefined &&
      node.additionalProperties !== false && { additionalProperties: convert(node.additionalProperties) }),
    ...(node.items !== undefined && { items: convert(node.items), ...listKind(node.items) }),
    ...(node.enum !== undefined && { enum: node.enum }),
    ...(node.const !== undefined && { enum: [node.const] }),
    ...textBounds(node),
    ...numberBounds(node),
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(maxProperties !== undefined && { maxProperties }),
  };
}

function isIntOrString(anyOf: readonly JsonSchema[]): boolean {
  return anyOf.length === 2 && anyOf[0]?.type === 'integer' && anyOf[1]?.type === 'string';
}

function intOrString({ description }: JsonSchema): StructuralSchema {
  return { ...(description !== undefined && { description }), 'x-kubernetes-int-or-string': true };
}

/**
 * A value that may be a string, a number or a boolean. Structural schemas cannot say so: the type is left open, and
 * lists and maps are refused unless they are empty, which admission and the workflow refuse too.
 */
function anyScalar({ description, anyOf = [] }: JsonSchema): StructuralSchema {
  const maxLength = anyOf.find((branch) => branch.type === 'string')?.maxLength;
  return {
    ...(description !== undefined && { description }),
    'x-kubernetes-preserve-unknown-fields': true,
    ...(maxLength !== undefined && { maxLength }),
    maxItems: 0,
    maxProperties: 0,
  };
}

/** Lists of named things are maps by their name: each name once, and server-side apply merges entry by entry. */
function listKind(items: JsonSchema): StructuralSchema {
  const key = ['name', 'type'].find((candidate) => items.required?.includes(candidate));
  if (items.type !== 'object' || key === undefined) return { 'x-kubernetes-list-type': 'atomic' };
  return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key] };
}

function textBounds({ pattern, minLength, maxLength }: JsonSchema): StructuralSchema {
  const rules = pattern === undefined ? undefined : rulesForPattern(pattern, maxLength ?? 63);
  return {
    ...(maxLength !== undefined && { maxLength }),
    // A rule in place of the pattern refuses the empty text too, with a better message.
    ...(rules !== undefined && { 'x-kubernetes-validations': rules }),
    ...(rules === undefined && pattern !== undefined && { pattern }),
    ...(rules === undefined && minLength !== undefined && { minLength }),
  };
}

/** Bounds, without those that only say how far JavaScript counts exactly. */
function numberBounds({ minimum, maximum }: JsonSchema): StructuralSchema {
  return {
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
  };
}
