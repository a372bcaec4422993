import { z } from 'zod';
import type { CustomResourceDefinition } from '../../../api/crd/custom-resource-definition.js';
import { objectMetaSchema } from '../../../api/object-meta.js';
import type { KubernetesClient, Resource } from '../../../kubernetes/index.js';
import { waitUntil } from './wait-until.js';

const definitions: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
  schema: z.looseObject({ metadata: objectMetaSchema }),
};

const statusSchema = z.looseObject({
  status: z.object({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) }),
});

/** Installs a definition and returns when its kind is served. Fails if the schema is not structural. */
export async function installCrd(
  client: KubernetesClient,
  { metadata, spec }: CustomResourceDefinition,
): Promise<void> {
  await client.create(definitions, { metadata, spec });
  await waitUntil(`${metadata.name} is served`, async () => {
    const { conditions } = statusSchema.parse(await client.get(definitions, metadata)).status;
    const holds = (type: string): boolean =>
      conditions.some((condition) => condition.type === type && condition.status === 'True');
    if (holds('NonStructuralSchema')) throw new Error(JSON.stringify(conditions));
    return holds('Established');
  });
}
