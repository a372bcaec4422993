import type { CustomResourceDefinition } from '../../../api/crd/custom-resource-definition.js';

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** The kinds of addresses, as far as an API server must know them to keep their objects. */
export const addressCrds: readonly CustomResourceDefinition[] = (
  ['IPPool', 'IPReservation', 'IPAssignment'] as const
).map((kind) => {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.statewright.io` },
    spec: {
      group: 'statewright.io',
      scope: 'Cluster',
      names: { kind, plural, singular },
      versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: anything } }],
    },
  };
});
