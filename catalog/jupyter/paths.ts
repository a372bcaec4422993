/** Where things are in a member's container. */
export const paths = {
  given: '/run/statewright/jupyter',
  packages: '/usr/share/python-data',
  temporary: '/tmp',
} as const;

/** Where a volume of the owner is mounted; the first one is the home. */
export function volumePath(volume: string): string {
  return `/var/lib/jupyter/${volume}`;
}
