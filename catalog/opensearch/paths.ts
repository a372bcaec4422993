/** Where things are in a member's container. */
export const paths = {
  home: '/usr/share/opensearch',
  /** OPENSEARCH_PATH_CONF. Writable, because OpenSearch makes its keystore there. */
  configuration: '/etc/opensearch',
  /** The files of the ConfigMap, before they are laid on the image's own. */
  given: '/run/statewright/opensearch',
  /** The JVM opens its log there before it reads our options; it is part of the image's jvm.options. */
  logs: '/usr/share/opensearch/logs',
  temporary: '/tmp',
} as const;

/** Where a volume of the owner is mounted. */
export function dataPath(volume: string): string {
  return `/var/lib/opensearch/${volume}`;
}
