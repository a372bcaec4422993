/** Where things are in a member's container. */
export const paths = {
  /** The files of the ConfigMap. */
  given: '/run/statewright/kafka',
  /** The member's own server.properties, and what the JVM writes beside it. */
  temporary: '/tmp',
} as const;

/** Where a volume of the owner is mounted. */
export function volumePath(volume: string): string {
  return `/var/lib/kafka/${volume}`;
}

/** Where Kafka keeps its files on it: a folder below, as it takes all it finds there for partitions, `lost+found` too. */
export function logDirectory(volume: string): string {
  return `${volumePath(volume)}/log`;
}
