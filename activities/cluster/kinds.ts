import { StatewrightError } from '../../api/errors/index.js';
import type { Resource } from '../../kubernetes/resource.js';
import {
  advancedStatefulSets,
  configMaps,
  persistentVolumeClaims,
  pods,
  roleBindings,
  roles,
  serviceAccounts,
  services,
} from '../../kubernetes/resources/index.js';

/** Kinds of which the catalog renders objects, in the order in which they may be removed. */
export const sharedKinds: readonly Resource[] = [services, configMaps, roleBindings, roles, serviceAccounts];
export const setKind: Resource = advancedStatefulSets;

/** Everything that a cluster may leave behind, with the word for it that people read. */
export const leftoverKinds: readonly {
  readonly resource: Resource;
  readonly word: string;
}[] = [
  { resource: pods, word: 'pod' },
  { resource: setKind, word: 'set' },
  { resource: services, word: 'service' },
  { resource: configMaps, word: 'config map' },
  { resource: roleBindings, word: 'role binding' },
  { resource: roles, word: 'role' },
  { resource: serviceAccounts, word: 'service account' },
];

export const claimKind: Resource = persistentVolumeClaims;

/** The resource of a rendered object. @throws StatewrightError KubernetesRefused for a kind the platform does not make. */
export function resourceOf(kind: string): Resource {
  const found = [...sharedKinds, setKind].find((resource) => resource.kind === kind);
  if (found === undefined) {
    throw new StatewrightError('KubernetesRefused', {
      verb: 'apply',
      object: kind,
      reason: 'the platform makes no objects of this kind',
    });
  }
  return found;
}
