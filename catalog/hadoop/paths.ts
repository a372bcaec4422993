/** Where things are in a member's container. */
export const paths = {
  /** The files of the ConfigMap. */
  given: '/run/statewright/hadoop',
  temporary: '/tmp',
  /** Of the image. */
  home: '/usr/share/hadoop',
} as const;

/** Where a volume of the owner is mounted. */
export function volumePath(volume: string): string {
  return `/var/lib/hadoop/${volume}`;
}

/** The file of hosts that are to leave, on the first volume of the one that reads it. */
export function leavingFile(volume: string): string {
  return `${volumePath(volume)}/leaving`;
}

/** The configuration, what stands for web pages, and the jars. */
export const classPath = `${paths.given}:${paths.home}/web:${paths.home}/lib/*`;
