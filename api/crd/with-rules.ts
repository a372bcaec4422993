import type { ValidationRule } from './cel.js';
import type { StructuralSchema } from './structural-schema.js';

/** A step towards a field: the name of a property, `[]` for the entries of a list, or `{}` for those of a map. */
export type SchemaStep = string;

/** The schema with the field at `path` as `change` makes it. Throws if there is no such field. */
export function changedAt(
  schema: StructuralSchema,
  path: readonly SchemaStep[],
  change: (field: StructuralSchema) => StructuralSchema,
): StructuralSchema {
  const [step, ...rest] = path;
  if (step === undefined) return change(schema);
  if (step === '[]') {
    if (schema.items === undefined) throw new Error(`no list at ${path.join('.')}`);
    return { ...schema, items: changedAt(schema.items, rest, change) };
  }
  if (step === '{}') {
    const entries = schema.additionalProperties;
    if (entries === undefined) throw new Error(`no map at ${path.join('.')}`);
    return { ...schema, additionalProperties: changedAt(entries, rest, change) };
  }
  const property = schema.properties?.[step];
  if (property === undefined) throw new Error(`no field at ${path.join('.')}`);
  return { ...schema, properties: { ...schema.properties, [step]: changedAt(property, rest, change) } };
}

/** The schema with more CEL rules on the field at `path`. Throws if there is no such field. */
export function withRules(
  schema: StructuralSchema,
  path: readonly SchemaStep[],
  rules: readonly ValidationRule[],
): StructuralSchema {
  return changedAt(schema, path, (field) => {
    const before = field['x-kubernetes-validations'] ?? [];
    return { ...field, 'x-kubernetes-validations': [...before, ...rules] };
  });
}
