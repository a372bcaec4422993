import { isAlreadyExists, persistentVolumeClaims, pods } from '../../kubernetes/index.js';
import type { CreateClaim, DeleteClaim, UpdateClaim } from './actions.js';
import { hasCode, isRefused, sentenceOf } from './failures.js';
import type { Outcome, Scene } from './scene.js';

type ClaimAction = CreateClaim | UpdateClaim | DeleteClaim;

/** Carries out what was decided about a claim. */
export async function actOnClaim(scene: Scene, action: ClaimAction): Promise<Outcome> {
  switch (action.kind) {
    case 'createClaim':
      return create(scene, action);
    case 'updateClaim':
      return update(scene, action);
    case 'deleteClaim':
      return remove(scene, action);
  }
}

/** A claim that was there unseen may be about to go, so that its pod waits for the next decision. */
async function create(scene: Scene, { name, manifest }: CreateClaim): Promise<Outcome> {
  try {
    scene.saw('claims', await scene.client.create(persistentVolumeClaims, manifest, scene.write));
    return 'done';
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    await scene.lookAgain('claims', persistentVolumeClaims, scene.ref(name));
    return 'outdated';
  }
}

/**
 * A claim that is not allowed to grow, by a quota for example, keeps its size: its pod must not be kept from starting
 * for that. Owners and marks are another matter: what they say must stand before the pod goes.
 */
async function update(scene: Scene, action: UpdateClaim): Promise<Outcome> {
  const { storage, ...rest } = action;
  if (storage === undefined) return patch(scene, rest);
  try {
    return await patch(scene, action);
  } catch (error) {
    const isNotAllowed = isRefused(error) || hasCode(error, 'KubernetesForbidden');
    if (!isNotAllowed) throw error;
    const note = `Claim ${action.name} does not grow to ${storage}: ${sentenceOf(error)}`;
    scene.warn({ reason: 'ClaimNotGrown', action: 'Grow', note });
  }
  const changesMore = rest.ownerReferences !== undefined || rest.annotations !== undefined;
  return changesMore ? patch(scene, rest) : 'done';
}

async function patch(scene: Scene, action: UpdateClaim): Promise<Outcome> {
  const { name, uid, resourceVersion, ownerReferences, annotations, storage } = action;
  const metadata = {
    uid,
    resourceVersion,
    ...(ownerReferences !== undefined && { ownerReferences }),
    ...(annotations !== undefined && { annotations }),
  };
  const spec = storage === undefined ? undefined : { resources: { requests: { storage } } };
  const written = await scene.client.mergePatch(
    persistentVolumeClaims,
    scene.ref(name),
    { metadata, ...(spec !== undefined && { spec }) },
    scene.write,
  );
  scene.saw('claims', written);
  return 'done';
}

/**
 * Data goes only when it is certain that nobody uses it and everybody still wants it to go: the API server itself says
 * that the pod is no more and that the spec has not changed, and the claim is the one that was decided on, to the version.
 */
async function remove(scene: Scene, { name, uid, podToBeGone }: DeleteClaim): Promise<Outcome> {
  const pod = await scene.lookAgain('pods', pods, scene.ref(podToBeGone));
  if (pod !== undefined || !(await scene.isAsDecided())) return 'outdated';
  const { resourceVersion } = scene.claim(name) ?? {};
  await scene.client.delete(persistentVolumeClaims, scene.ref(name), {
    ...scene.call,
    uid,
    resourceVersion,
  });
  scene.ended('claims', name, uid);
  return 'done';
}
