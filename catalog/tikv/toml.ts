export type Setting = string | number | boolean | readonly string[];

/** Settings by their dotted names, for example `raftstore.capacity`. */
export type Settings = Readonly<Record<string, Setting>>;

/**
 * Settings as TOML: what is before the last dot of a name is its table. Tables are written out rather than dotted keys, which
 * the parser of PD (BurntSushi/toml 0.3) does not read. Equal settings make equal text, in whatever order they were written.
 */
export function toml(settings: Settings): string {
  const tables = new Map<string, string[]>([['', []]]);
  for (const [name, value] of Object.entries(settings).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const parts = name.split('.');
    const table = parts.slice(0, -1).map(key).join('.');
    const line = `${key(parts.at(-1) ?? '')} = ${written(value)}\n`;
    tables.set(table, [...(tables.get(table) ?? []), line]);
  }
  return [...tables]
    .filter(([, lines]) => lines.length > 0)
    .map(([table, lines]) => (table === '' ? '' : `[${table}]\n`) + lines.join(''))
    .join('\n');
}

function key(part: string): string {
  return /^[A-Za-z0-9_-]+$/.test(part) ? part : quoted(part);
}

function written(value: Setting): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'object') return `[${value.map(quoted).join(', ')}]`;
  return String(value);
}

/** JSON's escapes are those of TOML's basic strings, where DEL must be escaped too. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
