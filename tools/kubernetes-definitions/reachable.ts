import { z } from 'zod';
import { openApiSchema, type OpenApiDefinitions, type OpenApiSchema } from '../../api/crd/open-api.js';

/** `GET /openapi/v3/apis/…` of an API server, before anything is known of its schemas. */
export const openApiDocument = z.looseObject({
  info: z.looseObject({ version: z.string() }),
  components: z.looseObject({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

export type OpenApiDocument = z.infer<typeof openApiDocument>;

/** What says nothing about the form of an object, or what a structural schema has no word for. */
const dropped = new Set([
  'description',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-unions',
]);

/**
 * The definition of that full name and all it refers to, by their short names, in alphabetical order.
 * Throws if something in them is not understood: an OpenAPI of tomorrow may say what today's code would lose.
 */
export function reachableDefinitions({ components }: OpenApiDocument, root: string): OpenApiDefinitions {
  const found = new Map<string, { readonly fullName: string; readonly schema: OpenApiSchema }>();
  const visit = (fullName: string): void => {
    const name = shortName(fullName);
    const known = found.get(name);
    if (known?.fullName === fullName) return;
    if (known !== undefined) throw new Error(`${known.fullName} and ${fullName} have one short name`);
    const raw = components.schemas[fullName];
    if (raw === undefined) throw new Error(`the OpenAPI has no definition ${fullName}`);
    const referred: string[] = [];
    const schema = openApiSchema.parse(simplified(raw, referred));
    found.set(name, { fullName, schema });
    referred.forEach(visit);
  };
  visit(root);
  const entries = Array.from(found, ([name, { schema }]) => [name, schema] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Drops what is not needed and writes `{ allOf: [{ $ref }] }`, as Kubernetes refers, and `{ $ref }` as `{ ref }`. */
function simplified(node: Readonly<Record<string, unknown>>, referred: string[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (dropped.has(key)) continue;
    if (key === '$ref' || key === 'allOf') {
      const target = z.union([z.string(), z.tuple([z.strictObject({ $ref: z.string() })])]).parse(value);
      const fullName = (typeof target === 'string' ? target : target[0].$ref).replace(/^.*\//, '');
      referred.push(fullName);
      result.ref = shortName(fullName);
    } else if (key === 'properties') {
      result[key] = Object.fromEntries(
        Object.entries(schemasByName.parse(value)).map(([name, property]) => [
          name,
          simplified(property, referred),
        ]),
      );
    } else if (key === 'items' || key === 'additionalProperties') {
      result[key] = simplified(anySchema.parse(value), referred);
    } else {
      result[key] = value;
    }
  }
  return result;
}

const anySchema = z.record(z.string(), z.unknown());
const schemasByName = z.record(z.string(), anySchema);

function shortName(fullName: string): string {
  return fullName.replace(/^.*\./, '');
}
