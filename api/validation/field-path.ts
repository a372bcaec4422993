const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * A path as Kubernetes writes it (k8s.io/apimachinery/pkg/util/validation/field): `spec.nodeTypes[1].replicas`, and
 * `spec.nodeTypes[1].config[cluster.name]` for a key that is not a plain name. The empty path is `(whole resource)`.
 */
export function formatFieldPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(whole resource)';
  return path.reduce<string>((text, step) => {
    if (typeof step === 'string' && plainName.test(step)) return text === '' ? step : `${text}.${step}`;
    return `${text}[${String(step)}]`;
  }, '');
}
