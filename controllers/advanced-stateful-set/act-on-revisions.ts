import { controllerRevisions, isAlreadyExists, RawJson } from '../../kubernetes/index.js';
import type { CreateRevision, RevisionAction } from './actions.js';
import { canonicalJson } from './canonical-json.js';
import type { Outcome, Scene } from './scene.js';

/** Carries out what was decided about the set's history. */
export async function actOnRevision(scene: Scene, action: RevisionAction): Promise<Outcome> {
  switch (action.kind) {
    case 'createRevision':
      return create(scene, action);
    case 'bumpRevision': {
      const { name, uid, resourceVersion, revision } = action;
      return patch(scene, name, { metadata: { uid, resourceVersion }, revision });
    }
    case 'adoptRevision': {
      if (!(await scene.mayAdopt())) return 'outdated';
      const { name, uid, resourceVersion, ownerReference } = action;
      return adopt(scene, { name, uid, resourceVersion }, ownerReference);
    }
    case 'deleteRevision': {
      const { name, uid } = action;
      await scene.client.delete(controllerRevisions, scene.ref(name), { ...scene.call, uid });
      scene.ended('revisions', name, uid);
      return 'done';
    }
  }
}

async function patch(
  scene: Scene,
  name: string,
  change: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const written = await scene.client.mergePatch(controllerRevisions, scene.ref(name), change, scene.write);
  scene.saw('revisions', written);
  return 'done';
}

/** The list of owners is replaced as a whole, so that it is read live; the version says that it is still the same. */
async function adopt(
  scene: Scene,
  {
    name,
    ...precondition
  }: { readonly name: string; readonly uid: string; readonly resourceVersion: string },
  ownerReference: unknown,
): Promise<Outcome> {
  const live = await scene.client.get(controllerRevisions, scene.ref(name), scene.call);
  if (live === undefined) return 'outdated';
  const ownerReferences = [...(live.metadata.ownerReferences ?? []), ownerReference];
  return patch(scene, name, { metadata: { ...precondition, ownerReferences } });
}

/**
 * | the name                  |                                                                          |
 * | ------------------------- | ------------------------------------------------------------------------ |
 * | is free                   | the revision is made                                                     |
 * | is taken by the same data | it was made before                                                       |
 * | is taken by other data    | one collision more is counted, from which the next decision takes a name |
 */
async function create(scene: Scene, { name, manifest }: CreateRevision): Promise<Outcome> {
  // Kubernetes' own controller compares bytes when it takes the history over.
  const data = new RawJson(canonicalJson(manifest.data));
  try {
    const made = await scene.client.create(controllerRevisions, { ...manifest, data }, scene.write);
    scene.saw('revisions', made);
    return 'done';
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  const live = await scene.lookAgain('revisions', controllerRevisions, scene.ref(name));
  if (live === undefined) return 'outdated';
  if (canonicalJson(live.data) === canonicalJson(manifest.data)) return 'done';
  await scene.writeStatus({ collisionCount: (scene.set.status.collisionCount ?? 0) + 1 });
  return 'outdated';
}
