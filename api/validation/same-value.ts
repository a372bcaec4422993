/**
 * Whether two values of JSON are the same. A field that is undefined is as good as left out, and so are empty lists
 * and maps, which Kubernetes does not tell from missing ones (k8s.io/apimachinery api/equality Semantic).
 */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other || (isNothing(one) && isNothing(other))) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((entry, index) => sameValue(entry, other[index]));
  }
  if (!isMap(one) || !isMap(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Array.from(names).every((name) => sameValue(one[name], other[name]));
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
