import { z } from 'zod';
import type { Pod } from '../../kubernetes/index.js';
import type { Action, MemberAction, RevisionAction, UpdateClaim } from './actions.js';
import { Refusal, type World } from './world.fixture.js';

/** Carries out one action with its preconditions. @throws Refusal when the API server would not take it. */
export function apply(world: World, action: Action): void {
  switch (action.kind) {
    case 'createRevision':
    case 'bumpRevision':
    case 'adoptRevision':
    case 'deleteRevision':
      applyToRevision(world, action);
      break;
    case 'createClaim':
      world.createClaim(action.manifest);
      break;
    case 'updateClaim':
      updateClaim(world, action);
      break;
    case 'deleteClaim':
      present(world.head.claims, action);
      if (world.head.pods.has(action.podToBeGone)) throw new Refusal(`${action.podToBeGone} is there`);
      world.deleteClaim(action.name);
      break;
    case 'createPod':
      world.createPod(action.manifest);
      break;
    case 'deletePod':
      present(world.head.pods, action);
      world.deletePod(action.name);
      break;
    default:
      world.putPod(changed(present(world.head.pods, action), action));
  }
}

function applyToRevision(world: World, action: RevisionAction): void {
  if (action.kind === 'createRevision') {
    world.createRevision(action.manifest);
    return;
  }
  const revision = present(world.head.revisions, action);
  const { metadata } = revision;
  if (action.kind === 'bumpRevision') world.putRevision({ ...revision, revision: action.revision });
  else if (action.kind === 'deleteRevision') world.deleteRevision(action.name);
  else
    world.putRevision({ ...revision, metadata: { ...metadata, ownerReferences: [action.ownerReference] } });
}

type PodChange = Extract<
  MemberAction,
  { kind: 'adoptPod' | 'releasePod' | 'relabelPod' | 'resizeInPlace' | 'patchImagesInPlace' }
>;

function changed(pod: Pod, action: PodChange): Pod {
  const { metadata, spec } = pod;
  switch (action.kind) {
    case 'adoptPod':
    case 'releasePod':
      return { ...pod, metadata: { ...metadata, ownerReferences: [...action.ownerReferences] } };
    case 'relabelPod':
      return { ...pod, metadata: { ...metadata, labels: { ...metadata.labels, ...action.labels } } };
    case 'resizeInPlace': {
      const containers = spec.containers.map((container) => ({
        ...container,
        resources: resourcesSchema.parse(action.resources[container.name] ?? container.resources),
      }));
      return { ...pod, spec: { ...spec, containers } };
    }
    case 'patchImagesInPlace': {
      const containers = spec.containers.map((it) => ({ ...it, image: action.images[it.name] ?? it.image }));
      const labels = { ...metadata.labels, ...action.labels };
      const annotations = { ...metadata.annotations, ...action.annotations };
      return { ...pod, spec: { ...spec, containers }, metadata: { ...metadata, labels, annotations } };
    }
  }
}

function updateClaim(world: World, action: UpdateClaim): void {
  const claim = present(world.head.claims, action);
  const annotations = Object.entries({ ...claim.metadata.annotations, ...action.annotations });
  const metadata = {
    ...claim.metadata,
    ...(action.ownerReferences && { ownerReferences: [...action.ownerReferences] }),
    annotations: Object.fromEntries(
      annotations.flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    ),
  };
  const { storage } = action;
  const resources = storage === undefined ? claim.spec.resources : { requests: { storage } };
  world.putClaim({ ...claim, metadata, spec: { ...claim.spec, resources } });
}

const resourcesSchema = z.record(z.string(), z.record(z.string(), z.string())).optional();

interface Identified {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** The object that an action means. @throws Refusal when it is gone, another, or has changed. */
function present<T extends { readonly metadata: Identified }>(
  objects: ReadonlyMap<string, T>,
  { name, uid, resourceVersion }: { readonly name: string; readonly uid: string } & Partial<Identified>,
): T {
  const object = objects.get(name);
  if (object?.metadata.uid !== uid) throw new Refusal(`${name} is another`);
  if (resourceVersion !== undefined && object.metadata.resourceVersion !== resourceVersion) {
    throw new Refusal(`${name} has changed`);
  }
  return object;
}
