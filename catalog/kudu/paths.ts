/** Where things are in a member's container. */
export const paths = {
  /** The files of the ConfigMap. */
  given: '/run/statewright/kudu',
  temporary: '/tmp',
  /** As in the images of the Kudu project. */
  home: '/opt/kudu',
} as const;

/** Where a volume of the owner is mounted. */
export function volumePath(volume: string): string {
  return `/var/lib/kudu/${volume}`;
}
