import type { ClusterConfig } from '../../api/distributed-cluster.js';

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** Prefix of settings in an owner's `config` that are for the platform and never reach Hadoop. */
const ownPrefix = 'statewright.';

/** Hadoop's later files win over earlier ones, so each setting stands in the one that its part of Hadoop reads last. */
const fileOf = (key: string): string =>
  key.startsWith('dfs.') ? 'hdfs-site.xml' : key.startsWith('yarn.') ? 'yarn-site.xml' : 'core-site.xml';

/** The owner's settings over the platform's, in the order of their names: equal settings make equal files. */
export function laidOver(ours: Settings, config: ClusterConfig = {}): Settings {
  const own = Object.entries(config).filter(([key]) => !key.startsWith(ownPrefix));
  return Object.fromEntries(
    Object.entries({ ...ours, ...Object.fromEntries(own) }).toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    ),
  );
}

/** Hadoop's configuration files by their names; all three, so that none of the jars' own is taken for it. */
export function siteFiles(settings: Settings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['core-site.xml', 'hdfs-site.xml', 'yarn-site.xml'].map((file) => [
      file,
      siteFile(Object.entries(settings).filter(([key]) => fileOf(key) === file)),
    ]),
  );
}

function siteFile(settings: readonly (readonly [string, string | number | boolean])[]): string {
  const properties = settings.map(
    ([name, value]) =>
      `  <property><name>${escaped(name)}</name><value>${escaped(String(value))}</value></property>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n${properties.join('')}</configuration>\n`;
}

/** Characters that XML 1.0 cannot hold at all become U+FFFD. */
function escaped(text: string): string {
  const held = (character: string) => character >= ' ' || character === '\t' || character === '\n';
  return Array.from(text, (character) => (held(character) ? character : '\ufffd'))
    .join('')
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
