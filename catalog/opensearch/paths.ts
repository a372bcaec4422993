import type { SearchEngine } from './engine.js';

/** Where things are in a member's container. */
export interface Paths {
  readonly home: string;
  /** OPENSEARCH_PATH_CONF or ES_PATH_CONF. Writable, because the system makes its keystore there. */
  readonly configuration: string;
  /** The files of the ConfigMap, before they are laid on the image's own. */
  readonly given: string;
  /** The JVM opens its log there before it reads our options; it is part of the image's jvm.options. */
  readonly logs: string;
  readonly temporary: string;
}

export function pathsOf({ name }: Pick<SearchEngine, 'name'>): Paths {
  return {
    home: `/usr/share/${name}`,
    configuration: `/etc/${name}`,
    given: `/run/statewright/${name}`,
    logs: `/usr/share/${name}/logs`,
    temporary: '/tmp',
  };
}

/** Where a volume of the owner is mounted. */
export function dataPath({ name }: Pick<SearchEngine, 'name'>, volume: string): string {
  return `/var/lib/${name}/${volume}`;
}
