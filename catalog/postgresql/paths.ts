/** Where things are in a member's container. */
export const paths = {
  /** The file of the ConfigMap. */
  given: '/run/statewright/postgresql',
  /** Sockets for the pod's own processes, and what Patroni writes for them. */
  temporary: '/tmp',
} as const;

/** Where a volume of the owner is mounted. */
export function volumePath(volume: string): string {
  return `/var/lib/postgresql/${volume}`;
}

/** A folder below, as initdb takes no folder that has something in it, `lost+found` too. */
export function dataDirectory(volume: string): string {
  return `${volumePath(volume)}/data`;
}
