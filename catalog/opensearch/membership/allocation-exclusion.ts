import { z } from 'zod';
import type { ServerApi } from './server-api.js';

/** Names of members that are to hold no shard (OpenSearch documentation, "Cluster settings"). */
const setting = 'cluster.routing.allocation.exclude._name';

/** How often a list that another writer changed at the same time is written again within one call. */
const attempts = 5;

type Scope = 'transient' | 'persistent';

/**
 * The names by scope; undefined where the scope does not have the setting. All who take members out share this list: an
 * operator by hand, other tools, we. Ours is the name of the member that goes; nobody else's is touched.
 */
export interface Exclusions {
  readonly transient?: readonly string[] | undefined;
  readonly persistent?: readonly string[] | undefined;
}

/** A write: undefined takes the setting out of the scope. */
export interface ListWrite {
  readonly scope: Scope;
  readonly names: readonly string[] | undefined;
}

export function effectiveNames({ transient, persistent }: Exclusions): readonly string[] {
  return transient ?? persistent ?? [];
}

/**
 * Where the name has to be written so that it counts. We write persistent settings: a transient one is lost when all
 * members restart, and with it a drain that took hours; both systems advise against them. But a transient list hides the
 * persistent one, so where there is one the name goes there.
 *
 * | in effect     | name in it | write                       |
 * | ------------- | ---------- | --------------------------- |
 * | any           | yes        | none                        |
 * | transient     | no         | transient, with the name    |
 * | anything else | no         | persistent, with the name   |
 */
export function adding(lists: Exclusions, name: string): ListWrite | undefined {
  const names = effectiveNames(lists);
  if (names.includes(name)) return undefined;
  return { scope: lists.transient === undefined ? 'persistent' : 'transient', names: [...names, name] };
}

/** The name goes from wherever it is; a list that ends empty goes as a whole. */
export function removing(lists: Exclusions, name: string): readonly ListWrite[] {
  const scopes: readonly Scope[] = ['transient', 'persistent'];
  return scopes.flatMap((scope) => {
    const names = lists[scope];
    if (names?.includes(name) !== true) return [];
    const left = names.filter((other) => other !== name);
    return [{ scope, names: left.length === 0 ? undefined : left }];
  });
}

/**
 * Neither system can write a setting under a precondition. So what was written is read again, and written again if a
 * concurrent writer took it away; what comes even later is mended by the next call, which looks again.
 */
export async function exclude(api: ServerApi, name: string): Promise<void> {
  await untilNothingIsMissing(api, (lists) => {
    const write = adding(lists, name);
    return write === undefined ? [] : [write];
  });
}

/** Takes the name back. */
export async function include(api: ServerApi, name: string): Promise<void> {
  await untilNothingIsMissing(api, (lists) => removing(lists, name));
}

async function untilNothingIsMissing(
  api: ServerApi,
  missing: (lists: Exclusions) => readonly ListWrite[],
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const writes = missing(await readExclusions(api));
    if (writes.length === 0) return;
    const body = Object.fromEntries(
      writes.map(({ scope, names }) => [scope, { [setting]: names?.join(',') ?? null }]),
    );
    await api.send('PUT', `/_cluster/settings?${api.leaderTimeout}`, z.unknown(), body);
  }
}

const scopeSchema = z.record(z.string(), z.unknown()).default({});
const settingsSchema = z.object({ transient: scopeSchema, persistent: scopeSchema });

export async function readExclusions(api: ServerApi): Promise<Exclusions> {
  const settings = await api.get(
    `/_cluster/settings?flat_settings=true&${api.leaderTimeout}`,
    settingsSchema,
  );
  return {
    transient: namesOf(settings.transient[setting]),
    persistent: namesOf(settings.persistent[setting]),
  };
}

function namesOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string') return undefined;
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
