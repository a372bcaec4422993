import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';
import { fieldManager, type ObjectKey } from '../../api/names.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { CallOptions, KubernetesClient, Resource } from '../../kubernetes/index.js';
import { adoptables, managerOf, otherKind, type Adoptable, type AdoptableKind } from './adoptable.js';
import { assertHasEquivalent, assertSameTemplate, lossesOf, takerOf } from './taker.js';

const scalerSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({ scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }) }),
});

const scalers: Resource<z.infer<typeof scalerSchema>> = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
  schema: scalerSchema,
};

/**
 * Everything that can be known before anything is changed; the API server tries the taker and keeps nothing of it.
 *
 * @returns what a person should know, as sentences
 * @throws StatewrightError SetManagedByOthers, SetHasNoEquivalent, AdoptionWouldRestart, KubernetesRefused
 */
export async function checkAdoption(
  client: KubernetesClient,
  giver: Adoptable,
  { from, key }: { readonly from: AdoptableKind; readonly key: ObjectKey },
  call: CallOptions,
): Promise<readonly string[]> {
  const manager = managerOf(giver);
  if (manager !== undefined) {
    const owner = `${manager.kind} ${manager.name}`;
    throw new StatewrightError('SetManagedByOthers', { kind: from, ...key, owner });
  }
  if (from === 'AdvancedStatefulSet') assertHasEquivalent(giver, key);
  const to = adoptables[otherKind(from)];
  const options = { ...call, fieldManager: fieldManager.client, dryRun: true };
  const tried = await client.create(to, takerOf(giver, from), options);
  assertSameTemplate(giver, tried, key);
  return [...lossesOf(giver, from), ...(await scalersOf(client, from, key, call))];
}

/** Who scales the giver by its kind; nobody if this process may not ask. */
async function scalersOf(
  client: KubernetesClient,
  from: AdoptableKind,
  { namespace, name }: ObjectKey,
  call: CallOptions,
): Promise<readonly string[]> {
  try {
    const { items } = await client.list(scalers, { ...call, namespace });
    return items
      .filter(({ spec }) => spec.scaleTargetRef.kind === from && spec.scaleTargetRef.name === name)
      .map(({ metadata }) => {
        const to = adoptables[otherKind(from)];
        return `HorizontalPodAutoscaler ${metadata.name} scales the ${from}: point it to ${to.kind}.${to.group}/${to.version}.`;
      });
  } catch (error) {
    if (error instanceof StatewrightError) return [];
    throw error;
  }
}
