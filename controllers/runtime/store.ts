import type { ObjectMeta } from '../../api/object-meta.js';

/** `namespace/name`, or `name` for what is in no namespace. */
export type Key = string;

export function keyOf(metadata: Pick<ObjectMeta, 'name' | 'namespace'>): Key {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/** The way back from `keyOf`; names hold no slash. */
export function refOf(key: Key): { readonly namespace?: string; readonly name: string } {
  const slash = key.indexOf('/');
  return slash === -1 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** For each index, the terms under which a value is found. */
export type Indexers<P> = Readonly<Record<string, (value: P, key: Key) => readonly string[]>>;

export interface Entry<P> {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly value: P;
}

/** What readers of a cache see. It may be behind; whoever acts reads the live state first. */
export interface ReadonlyStore<P> {
  readonly size: number;
  get(key: Key): P | undefined;
  keys(): IterableIterator<Key>;
  entries(): IterableIterator<readonly [Key, P]>;
  /** Keys filed under a term of an index. @throws RangeError when there is no index of that name. */
  keysBy(index: string, term: string): readonly Key[];
}

/** Objects by key, each reduced to what is needed of it, with secondary indexes. */
export class Store<P> implements ReadonlyStore<P> {
  readonly #entries = new Map<Key, Entry<P>>();
  readonly #indexes = new Map<string, Map<string, Set<Key>>>();

  constructor(private readonly indexers: Indexers<P> = {}) {
    for (const name of Object.keys(indexers)) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): P | undefined {
    return this.#entries.get(key)?.value;
  }

  entry(key: Key): Entry<P> | undefined {
    return this.#entries.get(key);
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }

  *entries(): IterableIterator<readonly [Key, P]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  keysBy(index: string, term: string): readonly Key[] {
    const terms = this.#indexes.get(index);
    if (terms === undefined) throw new RangeError(`there is no index "${index}"`);
    return [...(terms.get(term) ?? [])];
  }

  set(key: Key, entry: Entry<P>): void {
    this.#unfile(key);
    this.#entries.set(key, entry);
    for (const [name, indexer] of Object.entries(this.indexers)) {
      const terms = this.#indexes.get(name);
      for (const term of indexer(entry.value, key)) {
        const keys = terms?.get(term) ?? new Set<Key>();
        keys.add(key);
        terms?.set(term, keys);
      }
    }
  }

  delete(key: Key): void {
    this.#unfile(key);
    this.#entries.delete(key);
  }

  #unfile(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    for (const [name, indexer] of Object.entries(this.indexers)) {
      const terms = this.#indexes.get(name);
      for (const term of indexer(entry.value, key)) {
        const keys = terms?.get(term);
        keys?.delete(key);
        if (keys?.size === 0) terms?.delete(term);
      }
    }
  }
}
