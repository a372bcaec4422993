/** Where things are in a member's container. */
export const paths = {
  /** The files of the ConfigMap. */
  given: '/run/statewright/dask',
  /** The packages of the image. */
  packages: '/usr/share/python-data',
  temporary: '/tmp',
} as const;

/** Where a volume of the owner is mounted. */
export function volumePath(volume: string): string {
  return `/var/lib/dask/${volume}`;
}
