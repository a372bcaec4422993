const decimal = /^(0|[1-9][0-9]*)$/;

/**
 * Whether a state of a resource is at least as new as another of the same resource. Kubernetes promises since 1.35 that
 * resourceVersions of one resource are decimal numbers that grow (KEP-5504), and etcd has always made it so. Undefined
 * for versions of another form, which cannot be compared.
 */
export function isAtLeast(version: string, other: string): boolean | undefined {
  if (!decimal.test(version) || !decimal.test(other)) return undefined;
  // As text: a number of JavaScript does not hold all of them.
  return version.length === other.length ? version >= other : version.length > other.length;
}
