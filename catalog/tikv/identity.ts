/**
 * Whether a store's address, `host:port`, is that of the member with this host name. A store is registered by its full
 * name, which begins with the name within the cluster and goes on with a domain that we need not know.
 */
export function isAddressOf(address: string, host: string): boolean {
  return address.startsWith(`${host}:`) || address.startsWith(`${host}.`);
}
