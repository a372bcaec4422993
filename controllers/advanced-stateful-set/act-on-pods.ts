import { isAlreadyExists, metadataOf, pods, type Pod } from '../../kubernetes/index.js';
import type {
  AdoptPod,
  CreatePod,
  DeletePod,
  PatchImagesInPlace,
  RelabelPod,
  ReleasePod,
  ResizeInPlace,
} from './actions.js';
import { hasCode, isRefused, sentenceOf } from './failures.js';
import type { Outcome, Scene } from './scene.js';

type PodAction =
  AdoptPod | ReleasePod | CreatePod | DeletePod | RelabelPod | ResizeInPlace | PatchImagesInPlace;

/** All that is needed of a reply to a write. */
const podMetadata = metadataOf(pods);

/** Carries out what was decided about a pod. */
export async function actOnPod(scene: Scene, action: PodAction): Promise<Outcome> {
  switch (action.kind) {
    case 'createPod':
      return create(scene, action);
    case 'deletePod':
      return remove(scene, action);
    case 'adoptPod':
      return (await scene.mayAdopt()) ? setOwners(scene, action) : 'outdated';
    case 'releasePod':
      return setOwners(scene, action);
    case 'relabelPod': {
      const { name, uid, labels } = action;
      return patch(scene, name, { metadata: { uid, labels } });
    }
    case 'resizeInPlace':
      return resize(scene, action);
    case 'patchImagesInPlace':
      return patchImages(scene, action);
  }
}

/** Whoever took the name meanwhile keeps it: what it means for the set is decided when the cache shows it. */
async function create(scene: Scene, { name, manifest }: CreatePod): Promise<Outcome> {
  try {
    scene.saw('pods', await scene.client.create(podMetadata, manifest, scene.write));
    return 'done';
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    await scene.lookAgain('pods', pods, scene.ref(name));
    return 'outdated';
  }
}

async function remove(scene: Scene, { name, uid, resourceVersion }: DeletePod): Promise<Outcome> {
  await scene.client.delete(pods, scene.ref(name), { ...scene.call, uid, resourceVersion });
  scene.ended('pods', name, uid);
  return 'done';
}

async function setOwners(scene: Scene, action: AdoptPod | ReleasePod): Promise<Outcome> {
  const { name, uid, resourceVersion, ownerReferences } = action;
  return patch(scene, name, { metadata: { uid, resourceVersion, ownerReferences } });
}

async function patch(
  scene: Scene,
  name: string,
  change: Readonly<Record<string, unknown>>,
  subresource?: string,
): Promise<Outcome> {
  const options = { ...scene.write, ...(subresource !== undefined && { subresource }) };
  scene.saw('pods', await scene.client.mergePatch(podMetadata, scene.ref(name), change, options));
  return 'done';
}

function resize(scene: Scene, { name, uid, resources }: ResizeInPlace): Promise<Outcome> {
  return changeInPlace(scene, { name, uid }, (containers) => ({
    subresource: 'resize',
    spec: {
      containers: containers.map((container) =>
        container.name in resources ? { ...container, resources: resources[container.name] } : container,
      ),
    },
  }));
}

function patchImages(scene: Scene, action: PatchImagesInPlace): Promise<Outcome> {
  const { name, uid, images, labels, annotations } = action;
  return changeInPlace(scene, { name, uid }, (containers) => ({
    metadata: { labels, annotations },
    ...(Object.keys(images).length > 0 && {
      spec: {
        containers: containers.map((container) => ({
          ...container,
          image: images[container.name] ?? container.image,
        })),
      },
    }),
  }));
}

interface InPlaceChange {
  readonly subresource?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: unknown;
}

/** Reports of the kubelet come in between a read and the write; more than these in a row and it waits its turn. */
const attempts = 5;

/**
 * A merge patch replaces the list of containers as a whole, so that the live one goes into it, at its very version. What
 * the API server refuses is remembered, and the pod is replaced instead.
 */
async function changeInPlace(
  scene: Scene,
  { name, uid }: { readonly name: string; readonly uid: string },
  changeOf: (containers: Pod['spec']['containers']) => InPlaceChange,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    const live = await scene.client.get(pods, scene.ref(name), scene.call);
    if (live?.metadata.uid !== uid) return 'outdated';
    const { resourceVersion } = live.metadata;
    const { subresource, metadata, spec } = changeOf(live.spec.containers);
    const change = { metadata: { ...metadata, uid, resourceVersion }, ...(spec !== undefined && { spec }) };
    try {
      return await patch(scene, name, change, subresource);
    } catch (error) {
      if (isRefused(error)) {
        scene.refuseInPlace(uid);
        const note = `Pod ${name} cannot be updated in place and is replaced: ${sentenceOf(error)}`;
        scene.warn({ reason: 'InPlaceRefused', action: 'Update', note });
        return 'refused';
      }
      if (!hasCode(error, 'KubernetesConflict') || attempt === attempts) throw error;
    }
  }
}
