import type { AdvancedStatefulSet } from '../../api/advanced-stateful-set.js';
import { formatProblem } from '../../api/errors/index.js';
import { parseOrdinals } from '../../api/ordinals.js';
import { parseQuantity } from '../../api/quantity.js';
import type { ControllerRevision, PersistentVolumeClaim } from '../../kubernetes/index.js';
import { controllerOf } from '../runtime/owners.js';
import { canonicalJson } from './canonical-json.js';
import { offlineMark } from './claims.js';
import type { ClaimView, RevisionView, SetView, UpdateView } from './model.js';

/**
 * The view of a set of either kind.
 *
 * @param kind of the set: items of a list do not say it
 */
export function setViewOf(
  { metadata, spec, status }: AdvancedStatefulSet,
  kind: { readonly apiVersion: string; readonly kind: string },
): SetView {
  const offline = parseOrdinals(spec.offlineStrategy?.podOrdinals ?? []);
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid,
    generation: metadata.generation ?? 0,
    terminating: metadata.deletionTimestamp !== undefined,
    annotations: metadata.annotations ?? {},
    problems: offline.ok ? [] : offline.problems.map(formatProblem),
    status: status ?? {},
    spec: {
      replicas: spec.replicas,
      start: spec.ordinals?.start ?? 0,
      offline: offline.ok ? offline.ordinals : [],
      offlineVolumes: spec.offlineStrategy?.volumes ?? 'Retain',
      selector: spec.selector,
      template: spec.template,
      volumeClaimTemplates: spec.volumeClaimTemplates ?? [],
      serviceName: spec.serviceName ?? '',
      podManagementPolicy: spec.podManagementPolicy,
      update: updateViewOf(spec.updateStrategy),
      minReadySeconds: spec.minReadySeconds ?? 0,
      revisionHistoryLimit: spec.revisionHistoryLimit,
      retention: spec.persistentVolumeClaimRetentionPolicy,
      paused: spec.paused ?? false,
      growClaims: kind.apiVersion !== 'apps/v1',
    },
  };
}

/** `RollingUpdate` without its settings is allowed and has them at their defaults. */
function updateViewOf({ type, rollingUpdate }: AdvancedStatefulSet['spec']['updateStrategy']): UpdateView {
  const { partition = 0, maxUnavailable = 1, podUpdatePolicy = 'ReCreate' } = rollingUpdate ?? {};
  return { type, partition, maxUnavailable, podUpdatePolicy };
}

/** @param expandable whether a StorageClass lets its claims grow; false if there is none */
export function claimViewOf(
  { metadata, spec }: Pick<PersistentVolumeClaim, 'metadata' | 'spec'>,
  expandable: (storageClass: string) => boolean,
): ClaimView {
  const requested = spec.resources?.requests?.storage;
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    ownerReferences: metadata.ownerReferences ?? [],
    terminating: metadata.deletionTimestamp !== undefined,
    markedOffline: metadata.annotations?.[offlineMark] === 'true',
    requestedBytes: requested === undefined ? undefined : parseQuantity(requested),
    expandable: Boolean(spec.storageClassName) && expandable(spec.storageClassName ?? ''),
  };
}

export function revisionViewOf({ metadata, revision, data }: ControllerRevision): RevisionView {
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    revision,
    creationTimestamp: metadata.creationTimestamp ?? '',
    data: canonicalJson(data),
    orphan: controllerOf(metadata) === undefined,
  };
}
