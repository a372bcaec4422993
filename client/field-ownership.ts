import { z } from 'zod';
import { fieldManager } from '../api/names.js';
import type { ObjectMeta } from '../api/object-meta.js';

/** The part of metadata.managedFields that is read here (k8s.io/apimachinery meta/v1 ManagedFieldsEntry). */
const managedFieldsSchema = z.array(
  z.looseObject({
    manager: z.string().optional(),
    subresource: z.string().optional(),
    fieldsV1: z.record(z.string(), z.unknown()).optional(),
  }),
);

const ours: readonly string[] = Object.values(fieldManager);

/** Whether the platform writes under this name. */
export function isOurManager(manager: string): boolean {
  return ours.includes(manager);
}

/** Others than the platform who have set fields of the spec, for example `kubectl-edit`. */
export function foreignSpecManagers(metadata: ObjectMeta): readonly string[] {
  const entries = managedFieldsSchema.safeParse(metadata.managedFields);
  if (!entries.success) return [];
  const managers = entries.data
    .filter((entry) => entry.subresource === undefined && entry.fieldsV1?.['f:spec'] !== undefined)
    .map((entry) => entry.manager ?? '');
  return [...new Set(managers)].filter((manager) => !isOurManager(manager));
}

/**
 * The managers that a refused server-side apply names: `conflict with "kubectl-edit" using statewright.io/v1alpha1: …`
 * (k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go). Empty if it names none.
 */
export function conflictingManagers(reason: string): readonly string[] {
  return [...reason.matchAll(/conflicts? with "((?:[^"\\]|\\.)*)"/g)].map(([, manager]) => manager ?? '');
}
