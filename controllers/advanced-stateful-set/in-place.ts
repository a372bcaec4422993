import { z } from 'zod';
import type { PodTemplate } from '../../api/pod-template.js';
import type { PatchImagesInPlace, ResizeInPlace } from './actions.js';
import { canonicalJson } from './canonical-json.js';
import { memberLabel } from './identity.js';
import type { PodView, StringMap } from './model.js';

/** On a pod whose images were changed: the containers as they ran before, by which a restart is told. */
export const inPlaceAnnotation = 'statewright.io/in-place-update';

/** What turns one template into another without replacing a pod, by container. */
export interface InPlaceChange {
  readonly images: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, unknown>>;
}

/**
 * The change between two templates if Kubernetes can make it in a running pod: images and resources of containers, and
 * nothing else. Init containers are not run again, so that a change of theirs needs a new pod.
 *
 * | differs in                       | subresource resize |           |
 * | -------------------------------- | ------------------ | --------- |
 * | images of containers             |                    | in place  |
 * | resources of containers          | served             | in place  |
 * | resources of containers          | not served         | undefined |
 * | number or names of containers    |                    | undefined |
 * | anything else                    |                    | undefined |
 */
export function inPlaceChange(
  from: PodTemplate,
  to: PodTemplate,
  resizeSupported: boolean,
): InPlaceChange | undefined {
  if (canonicalJson(withoutChangeable(from)) !== canonicalJson(withoutChangeable(to))) return undefined;
  const images: Record<string, string> = {};
  const resources: Record<string, unknown> = {};
  for (const [index, container] of to.spec.containers.entries()) {
    const before = from.spec.containers[index];
    if (container.image !== undefined && container.image !== before?.image)
      images[container.name] = container.image;
    if (canonicalJson(container.resources) !== canonicalJson(before?.resources)) {
      resources[container.name] = container.resources ?? {};
    }
  }
  return Object.keys(resources).length > 0 && !resizeSupported ? undefined : { images, resources };
}

function withoutChangeable({ metadata, spec }: PodTemplate): unknown {
  const containers = spec.containers.map((it) => ({ ...it, image: undefined, resources: undefined }));
  return { metadata, spec: { ...spec, containers } };
}

/** Resources first: if they are refused, nothing has been done and the pod is replaced. The label comes last. */
export function inPlaceActions(
  { name, uid, containerIds }: Pick<PodView, 'name' | 'uid' | 'containerIds'>,
  { images, resources }: InPlaceChange,
  revision: string,
): readonly [...ResizeInPlace[], PatchImagesInPlace] {
  const restarted = Object.keys(images).map(
    (container) => [container, containerIds[container] ?? ''] as const,
  );
  const patch: PatchImagesInPlace = {
    kind: 'patchImagesInPlace',
    name,
    uid,
    images,
    labels: { [memberLabel.revision]: revision },
    annotations:
      restarted.length === 0 ? {} : { [inPlaceAnnotation]: canonicalJson(Object.fromEntries(restarted)) },
  };
  const resizes = Object.keys(resources).length > 0;
  return resizes ? [{ kind: 'resizeInPlace', name, uid, resources }, patch] : [patch];
}

/** Whether containers whose images were changed still run as they did before. */
export function awaitsRestart(before: StringMap, containerIds: StringMap): boolean {
  return Object.entries(before).some(([container, id]) => (containerIds[container] ?? '') === id);
}

const containerIdsSchema = z.record(z.string(), z.string());

/**
 * What ran in the containers whose images were last changed in place, by container. An annotation that somebody else
 * wrote says nothing.
 *
 * @param annotation what `inPlaceAnnotation` holds; undefined if the pod was never updated in place
 */
export function containersBefore(annotation: string | undefined): StringMap {
  if (annotation === undefined) return {};
  try {
    return containerIdsSchema.safeParse(JSON.parse(annotation)).data ?? {};
  } catch {
    return {};
  }
}
