import { z } from 'zod';
import type { AdvancedStatefulSet } from '../../api/advanced-stateful-set.js';
import { completedTemplate } from '../../api/completed-template.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { labelSelectorSchema } from '../../api/pod-template.js';
import {
  controllerRevisions,
  persistentVolumeClaims,
  pods,
  storageClasses,
  type ControllerRevision,
  type KubernetesClient,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '../../kubernetes/index.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { Reflector } from '../runtime/reflector.js';
import {
  claimIndexes,
  podIndexes,
  projectClaim,
  projectPod,
  projectRevision,
  revisionIndexes,
  type CachedClaim,
  type CachedPod,
  type CachedRevision,
} from './cached-members.js';
import { claimSeries } from './identity.js';
import type { SetView } from './model.js';
import { selectionIndexes, type Peer } from './selection.js';
import type { SetKind } from './set-kind.js';
import { setViewOf } from './views.js';

export interface WatchScope {
  readonly client: KubernetesClient;
  /** All namespaces if undefined. */
  readonly namespace: string | undefined;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** What sets of all kinds are made of in one scope; several controllers may share it. */
export interface MemberCaches {
  readonly pods: Reflector<Pod, CachedPod | undefined>;
  readonly claims: Reflector<PersistentVolumeClaim, CachedClaim | undefined>;
  readonly revisions: Reflector<ControllerRevision, CachedRevision | undefined>;
}

export type SetReflector = Reflector<AdvancedStatefulSet, SetView>;
/** By name of a class: whether its claims can grow. */
export type ClassReflector = Reflector<StorageClass, boolean>;

/** Told apart in metrics from the watches that other controllers have of the same. */
function called(what: string): string {
  return `sets-${what}`;
}

function scopeOf({ client, namespace, log, metrics }: WatchScope) {
  return { client, log, metrics, ...(namespace !== undefined && { namespace }) };
}

export function watchMembers(scope: WatchScope): MemberCaches {
  const common = scopeOf(scope);
  return {
    pods: new Reflector({
      ...common,
      name: called(pods.plural),
      resource: pods,
      project: projectPod,
      indexers: podIndexes,
    }),
    claims: new Reflector({
      ...common,
      name: called(persistentVolumeClaims.plural),
      resource: persistentVolumeClaims,
      project: projectClaim,
      indexers: claimIndexes,
    }),
    revisions: new Reflector({
      ...common,
      name: called(controllerRevisions.plural),
      resource: controllerRevisions,
      project: projectRevision,
      indexers: revisionIndexes,
    }),
  };
}

/** Sets that are served. */
export function watchSets(scope: WatchScope, kind: SetKind): SetReflector {
  return new Reflector({
    ...scopeOf(scope),
    name: called(kind.resource.plural),
    resource: kind.resource,
    // Revisions are named by what apps/v1 would keep, so that sets can change hands without a restart.
    project: ({ spec, ...set }) =>
      setViewOf({ ...set, spec: { ...spec, template: completedTemplate(spec.template) } }, kind),
    indexers: {
      ...selectionIndexes,
      claims: ({ namespace, ...set }) => claimSeries(set).map((series) => `${namespace}/${series}`),
    },
  });
}

/** As little of a set as is looked at, so that one of a newer Kubernetes is understood as well. */
const peerSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    selector: labelSelectorSchema,
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).optional(),
    }),
  }),
});

type PeerObject = z.infer<typeof peerSchema>;

export type PeerReflector = Reflector<PeerObject, Peer>;

/** Sets that others serve: only what they select is kept. */
export function watchPeers(scope: WatchScope, kind: SetKind): PeerReflector {
  return new Reflector({
    ...scopeOf(scope),
    name: called(kind.resource.plural),
    resource: { ...kind.resource, schema: peerSchema },
    project: ({ metadata, spec }): Peer => {
      const labels = spec.template.metadata?.labels;
      const template = { ...(labels && { metadata: { labels } }), spec: { containers: [] } };
      const { namespace = '', name, uid } = metadata;
      return { kind: kind.kind, namespace, name, uid, spec: { selector: spec.selector, template } };
    },
    indexers: selectionIndexes,
  });
}

export function watchClasses({ client, log, metrics }: WatchScope): ClassReflector {
  return new Reflector({
    client,
    log,
    metrics,
    name: called(storageClasses.plural),
    resource: storageClasses,
    project: ({ allowVolumeExpansion }) => allowVolumeExpansion === true,
  });
}
