import type { ValidationRule } from './cel.js';
import type { StructuralSchema } from './structural-schema.js';

/** A step towards a field: the name of a property, or `[]` for the entries of a list. */
export type SchemaStep = string;

/** The schema with more CEL rules on the field at `path`. Throws if there is no such field. */
export function withRules(
  schema: StructuralSchema,
  path: readonly SchemaStep[],
  rules: readonly ValidationRule[],
): StructuralSchema {
  const [step, ...rest] = path;
  if (step === undefined) {
    const before = schema['x-kubernetes-validations'] ?? [];
    return { ...schema, 'x-kubernetes-validations': [...before, ...rules] };
  }
  if (step === '[]') {
    if (schema.items === undefined) throw new Error(`no list at ${path.join('.')}`);
    return { ...schema, items: withRules(schema.items, rest, rules) };
  }
  const property = schema.properties?.[step];
  if (property === undefined) throw new Error(`no field at ${path.join('.')}`);
  return { ...schema, properties: { ...schema.properties, [step]: withRules(property, rest, rules) } };
}
