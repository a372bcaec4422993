import type { ClusterConfig } from '../../api/distributed-cluster.js';
import { UsageError } from './exit.js';

type Value = ClusterConfig[string];

/** What one word of the command line does to the settings. */
export type ConfigChange =
  | { readonly kind: 'set'; readonly key: string; readonly value: Value }
  | { readonly kind: 'remove'; readonly key: string };

/** A value as YAML would read it, except where that loses something: `1.10` and `007` stay texts. */
function parseValue(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text !== '' && String(Number(text)) === text) return Number(text);
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"')) {
    try {
      return String(JSON.parse(text));
    } catch {
      return text;
    }
  }
  return text;
}

function formatValue(value: Value): string {
  const plain = String(value);
  return typeof value === 'string' && parseValue(plain) !== value ? JSON.stringify(value) : plain;
}

/** `KEY=VALUE` sets, `KEY-` removes. Throws UsageError for anything else, and for a key that comes twice. */
export function parseConfigWords(words: readonly string[]): readonly ConfigChange[] {
  const changes = words.map((word): ConfigChange => {
    const equals = word.indexOf('=');
    if (equals > 0) {
      return { kind: 'set', key: word.slice(0, equals), value: parseValue(word.slice(equals + 1)) };
    }
    if (equals === -1 && word.length > 1 && word.endsWith('-'))
      return { kind: 'remove', key: word.slice(0, -1) };
    throw new UsageError(`"${word}" is no setting.`, 'Write KEY=VALUE to set, KEY- to remove.');
  });
  for (const [index, { key }] of changes.entries()) {
    if (changes.findIndex((change) => change.key === key) !== index) {
      throw new UsageError(`The setting "${key}" is given twice.`, 'Give each setting once.');
    }
  }
  return changes;
}

export function changeConfig(config: ClusterConfig, changes: readonly ConfigChange[]): ClusterConfig {
  const removed = new Set(changes.filter((change) => change.kind === 'remove').map((change) => change.key));
  const kept = Object.entries(config).filter(([key]) => !removed.has(key));
  const set = changes.flatMap((change): [string, Value][] =>
    change.kind === 'set' ? [[change.key, change.value]] : [],
  );
  return Object.fromEntries([...kept, ...set]);
}

/** The words that lead back from the config after the changes to the one before. */
export function undoWords(before: ClusterConfig, changes: readonly ConfigChange[]): readonly string[] {
  const old = new Map(Object.entries(before));
  return changes.flatMap(({ key }) => {
    const value = old.get(key);
    if (value !== undefined) return [`${key}=${formatValue(value)}`];
    return changes.some((change) => change.kind === 'set' && change.key === key) ? [`${key}-`] : [];
  });
}

/** A word as a POSIX shell reads it back unchanged. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
