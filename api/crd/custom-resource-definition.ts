/** What the API server needs to serve a kind of ours: apiextensions.k8s.io/v1 CustomResourceDefinition. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description: string;
  readonly priority?: number;
}

/** A column of `kubectl get`; with a priority above 0 only of `kubectl get -o wide`. */
export function column(
  name: string,
  type: string,
  jsonPath: string,
  description: string,
  priority = 0,
): PrinterColumn {
  return { name, type, jsonPath, description, ...(priority > 0 && { priority }) };
}
