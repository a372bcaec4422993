import { z } from 'zod';

/** The part of a JSON schema node that messages are made from. */
const describedSchema = z.looseObject({
  description: z.string().optional(),
  pattern: z.string().optional(),
  maxLength: z.int().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});

export type DescribedSchema = z.infer<typeof describedSchema>;

/** What a schema says of the field at a path; undefined where it says nothing. */
export type DescribeField = (path: readonly PropertyKey[]) => DescribedSchema | undefined;

/** How the fields of a manifest are described, by the schema that reads it. */
export function describedBy(schema: z.ZodType): DescribeField {
  const root = z.toJSONSchema(schema, { io: 'input' });
  return (path) => {
    let here: unknown = root;
    for (const step of path) {
      const node = describedSchema.safeParse(here).data;
      if (node === undefined) return undefined;
      here =
        typeof step === 'number'
          ? node.items
          : (node.properties?.[String(step)] ?? node.additionalProperties);
    }
    return describedSchema.safeParse(here).data;
  };
}
