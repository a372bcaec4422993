import { z } from 'zod';
import { distributedClusterManifestSchema } from '../distributed-cluster.js';

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

const root = z.toJSONSchema(distributedClusterManifestSchema, { io: 'input' });

/** What the schema of the manifest says of the field at `path`; undefined where it says nothing. */
export function describedSchemaAt(path: readonly PropertyKey[]): DescribedSchema | undefined {
  let here: unknown = root;
  for (const step of path) {
    const node = describedSchema.safeParse(here).data;
    if (node === undefined) return undefined;
    here =
      typeof step === 'number' ? node.items : (node.properties?.[String(step)] ?? node.additionalProperties);
  }
  return describedSchema.safeParse(here).data;
}
