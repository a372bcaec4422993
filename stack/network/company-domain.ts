/** The domain of the company of which the cluster's domain is a part; undefined if that has no parent. */
export function companyDomain(clusterDomain: string): string | undefined {
  const dot = clusterDomain.indexOf('.');
  return dot === -1 ? undefined : clusterDomain.slice(dot + 1);
}
