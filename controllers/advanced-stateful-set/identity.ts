import { addressAnnotation } from '../../api/network/annotations.js';
import { largestOrdinal } from '../../api/ordinals.js';
import type { PodTemplate, VolumeClaimTemplate } from '../../api/pod-template.js';
import type { ObjectToWrite } from '../../kubernetes/index.js';
import type { PodView, SetView, StringMap } from './model.js';
import { controllerReference, ownerOf } from './owners.js';

/** Labels by which people and Services know a member (k8s.io/api apps/v1 `StatefulSetPodNameLabel` and others). */
export const memberLabel = {
  podName: 'statefulset.kubernetes.io/pod-name',
  podIndex: 'apps.kubernetes.io/pod-index',
  revision: 'controller-revision-hash',
} as const;

const ordinalSuffix = /^(.*)-(0|[1-9][0-9]*)$/s;

export function podName(set: Pick<SetView, 'name'>, ordinal: number): string {
  return `${set.name}-${ordinal}`;
}

/** The name without its ordinal, and the ordinal; undefined for a name that no member's pod or claim can have. */
export function splitName(name: string): { readonly stem: string; readonly ordinal: number } | undefined {
  const [, stem, digits] = ordinalSuffix.exec(name) ?? [];
  const ordinal = Number(digits);
  return stem === undefined || ordinal > largestOrdinal ? undefined : { stem, ordinal };
}

/** The ordinal of the set's member of this name; undefined if a member cannot have the name. */
export function ordinalOf(set: Pick<SetView, 'name'>, name: string): number | undefined {
  const split = splitName(name);
  return split?.stem === set.name ? split.ordinal : undefined;
}

/** `<template>-<set>-<ordinal>`, as apps/v1 names claims. */
export function claimName(
  set: Pick<SetView, 'name'>,
  template: Pick<VolumeClaimTemplate, 'metadata'>,
  ordinal: number,
): string {
  return `${template.metadata.name}-${podName(set, ordinal)}`;
}

/** Names of the set's claims without their ordinals; by these the claims of a namespace are best kept in an index. */
export function claimSeries(
  set: Pick<SetView, 'name'> & { readonly spec: ClaimTemplates },
): readonly string[] {
  return set.spec.volumeClaimTemplates.map((template) => `${template.metadata.name}-${set.name}`);
}

type ClaimTemplates = Pick<SetView['spec'], 'volumeClaimTemplates'>;

/** The revision that the pod was made from; empty if it does not say. */
export function revisionOf(pod: Pick<PodView, 'labels'>): string {
  return pod.labels[memberLabel.revision] ?? '';
}

/** The labels by which a member is known apart from the others. */
export function identityLabels(set: Pick<SetView, 'name'>, ordinal: number): StringMap {
  return {
    [memberLabel.podName]: podName(set, ordinal),
    [memberLabel.podIndex]: String(ordinal),
  };
}

/** As apps/v1 has it, the index is not looked at: pods made before there was one are left alone. */
export function identityMatches(pod: Pick<PodView, 'name' | 'labels'>): boolean {
  return pod.labels[memberLabel.podName] === pod.name;
}

/** Whether the pod's volumes are the claims that the set's templates ask for. A pod's volumes cannot be changed. */
export function storageMatches(set: SetView, pod: Pick<PodView, 'claims'>, ordinal: number): boolean {
  return set.spec.volumeClaimTemplates.every(
    (template) => pod.claims[template.metadata.name] === claimName(set, template, ordinal),
  );
}

export interface PodToMake {
  readonly template: PodTemplate;
  /** Name of the revision that the template is of. */
  readonly revision: string;
  readonly ordinal: number;
  /** The address it is to have; undefined if any will do. */
  readonly ip: string | undefined;
}

/**
 * The pod of an ordinal as apps/v1 makes it (pkg/controller/statefulset `newStatefulSetPod`): labels, annotations and
 * finalizers of the template, the set as its controller, hostname and subdomain, and a volume for each claim in place
 * of the template's volume of the same name.
 */
export function newPod(set: SetView, { template, revision, ordinal, ip }: PodToMake): ObjectToWrite {
  const name = podName(set, ordinal);
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const claims = set.spec.volumeClaimTemplates;
  const claimed = new Set(claims.map(({ metadata }) => metadata.name));
  const volumes = [
    ...claims.map((claim) => ({
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) },
    })),
    ...(template.spec.volumes ?? []).filter((volume) => !claimed.has(volume.name)),
  ];
  return {
    metadata: {
      name,
      namespace: set.namespace,
      generateName: `${set.name}-`,
      labels: { ...labels, ...identityLabels(set, ordinal), [memberLabel.revision]: revision },
      ...((annotations ?? ip) !== undefined && {
        annotations: { ...annotations, ...(ip !== undefined && { [addressAnnotation.ip]: ip }) },
      }),
      ...(finalizers !== undefined && { finalizers }),
      ownerReferences: [controllerReference(ownerOf(set))],
    },
    spec: {
      ...template.spec,
      hostname: name,
      ...(set.spec.serviceName !== '' && { subdomain: set.spec.serviceName }),
      ...(volumes.length > 0 && { volumes }),
    },
  };
}
