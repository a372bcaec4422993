import type { OpenApiDefinitions, OpenApiSchema } from './open-api.js';
import type { JsonValue, StructuralSchema } from './structural-schema.js';

/** What a structural schema has to say otherwise than the OpenAPI of one definition, field by field. */
export interface Adjustment {
  /** Values that the API server fills in by code, of which its OpenAPI says nothing; they win over the OpenAPI's. */
  readonly defaults?: Readonly<Record<string, JsonValue>>;
  /** Fields that the OpenAPI calls required though leaving them out means the same as their default. */
  readonly optional?: readonly string[];
  /** Fields that code asks for. */
  readonly required?: readonly string[];
  /** What code checks beyond the OpenAPI, in the words of a schema. */
  readonly bounds?: Readonly<Record<string, Pick<StructuralSchema, 'enum' | 'minItems'>>>;
  /**
   * Lists whose entries may repeat their key in apps/v1, with a warning at most. CRDs refuse that in a keyed list, so
   * these are replaced as a whole here, as other lists are.
   */
  readonly repeatable?: readonly string[];
  /** Lists that must be empty. */
  readonly forbidden?: readonly string[];
  /** Whether quantities in it may be read by CEL rules; they cannot then be written as fractions. */
  readonly readable?: true;
}

/** By definition. */
export type Adjustments = Readonly<Record<string, Adjustment>>;

/**
 * The structural schema of a definition, with all it refers to written out in place, as CRDs need it. Of the OpenAPI's
 * defaults those stay that change what is stored:
 *
 * | default of a field                            | here                                                   |
 * | --------------------------------------------- | ------------------------------------------------------ |
 * | required                                      | none: leaving it out is refused, as apps/v1 does later |
 * | `{}`, and nothing in the object is required   | `{}`: apps/v1 writes such an object out                |
 * | `{}`, and something in the object is required | none: it would not be valid                            |
 * | `""` or `0`, and the field is a key of a list | stays: CRDs ask for it                                 |
 * | `""` or `0` otherwise                         | none: apps/v1 does not write it out                    |
 * | anything else                                 | stays                                                  |
 */
export function kubernetesSchema(
  definitions: OpenApiDefinitions,
  root: string,
  adjustments: Adjustments = {},
): StructuralSchema {
  return new Conversion(definitions, adjustments).definition(root, { keys: [], readable: false });
}

/** Where a schema stands. */
interface Place {
  /** The fields by which the list is keyed that it is an entry of. */
  readonly keys: readonly string[];
  /** As in Adjustment. */
  readonly readable: boolean;
}

class Conversion {
  constructor(
    private readonly definitions: OpenApiDefinitions,
    private readonly adjustments: Adjustments,
  ) {}

  definition(name: string, place: Place): StructuralSchema {
    const definition = this.definitions[name];
    if (definition === undefined) throw new Error(`there is no definition ${name}`);
    if (name === 'FieldsV1') return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const adjustment = this.adjustments[name] ?? {};
    const readable = place.readable || adjustment.readable === true;
    return this.#schema(definition, { ...place, readable }, adjustment);
  }

  #schema(node: OpenApiSchema, place: Place, adjustment: Adjustment = {}): StructuralSchema {
    if (node.ref !== undefined) return this.definition(node.ref, place);
    if (node.format === 'int-or-string') return { 'x-kubernetes-int-or-string': true };
    if (node.oneOf !== undefined) return place.readable ? readableQuantity : anyQuantity;
    const { type, format, items, additionalProperties, properties } = node;
    const keys = node['x-kubernetes-list-map-keys'];
    const listType = node['x-kubernetes-list-type'];
    const mapType = node['x-kubernetes-map-type'];
    const inside = { keys: [], readable: place.readable };
    return {
      ...(type !== undefined && { type }),
      ...(format !== undefined && { format }),
      // The API server takes the format of a number for a remark.
      ...(format === 'int32' && { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }),
      ...(node.enum !== undefined && { enum: node.enum }),
      ...(properties !== undefined && this.#fields(properties, node.required ?? [], place, adjustment)),
      ...(items !== undefined && { items: this.#schema(items, { ...inside, keys: keys ?? [] }) }),
      ...(additionalProperties !== undefined && {
        additionalProperties: this.#schema(additionalProperties, inside),
      }),
      ...(listType !== undefined && { 'x-kubernetes-list-type': listType }),
      ...(keys !== undefined && { 'x-kubernetes-list-map-keys': keys }),
      ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    };
  }

  #fields(
    properties: Readonly<Record<string, OpenApiSchema>>,
    stated: readonly string[],
    { keys, readable }: Place,
    adjustment: Adjustment,
  ): StructuralSchema {
    const { defaults = {}, optional = [], bounds = {}, repeatable = [], forbidden = [] } = adjustment;
    const required = [...stated.filter((name) => !optional.includes(name)), ...(adjustment.required ?? [])];
    const field = (name: string, node: OpenApiSchema): StructuralSchema => {
      if (forbidden.includes(name)) return emptyList;
      const known = repeatable.includes(name) ? withoutKeys(node) : node;
      const schema = { ...this.#schema(known, { keys: [], readable }), ...bounds[name] };
      const stored = required.includes(name) ? undefined : storedDefault(node, schema, keys.includes(name));
      const value = defaults[name] ?? (optional.includes(name) ? node.default : stored);
      return value === undefined ? schema : { ...schema, default: value };
    };
    const entries = Object.entries(properties).map(([name, node]) => [name, field(name, node)] as const);
    return { ...(required.length > 0 && { required }), properties: Object.fromEntries(entries) };
  }
}

function storedDefault(
  { default: value }: OpenApiSchema,
  schema: StructuralSchema,
  isKey: boolean,
): JsonValue | undefined {
  if (value === '' || value === 0) return isKey ? value : undefined;
  if (typeof value !== 'object') return value;
  return schema.required === undefined ? value : undefined;
}

function withoutKeys(list: OpenApiSchema): OpenApiSchema {
  const unkeyed: OpenApiSchema = { ...list, 'x-kubernetes-list-type': 'atomic' };
  delete unkeyed['x-kubernetes-list-map-keys'];
  return unkeyed;
}

/** k8s.io/apimachinery api/resource Quantity, as text. */
const quantityText = '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$';

/** Text or a number, a fraction too, which no schema that CEL could read allows. */
const anyQuantity: StructuralSchema = {
  'x-kubernetes-preserve-unknown-fields': true,
  pattern: quantityText,
  maxItems: 0,
  maxProperties: 0,
  not: { enum: [true, false] },
};

const readableQuantity: StructuralSchema = { 'x-kubernetes-int-or-string': true, pattern: quantityText };

/** Refused, and not dropped in silence like a field that does not exist. */
const emptyList: StructuralSchema = {
  type: 'array',
  maxItems: 0,
  items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};
