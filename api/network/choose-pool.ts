import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { parseAddress } from './address.js';
import { addressAnnotation } from './annotations.js';
import type { IPPoolSpec } from './ip-pool.js';
import { admits, offers, spaceOf, type FamilySpace } from './pool-space.js';

/** A pool whose parts can be read. */
export interface ReadablePool {
  readonly name: string;
  readonly spec: IPPoolSpec;
  readonly spaces: readonly FamilySpace[];
}

export function readablePool(name: string, spec: IPPoolSpec): ReadablePool {
  return { name, spec, spaces: spaceOf(spec) };
}

export interface PoolWish {
  readonly namespace: string;
  /** Name of a pool that is asked for. */
  readonly pool: string | undefined;
  /** Addresses that are asked for. */
  readonly addresses: readonly string[];
  /** Pool of the addresses that the name has already. */
  readonly current: string | undefined;
}

export type PoolChoice<P> =
  { readonly ok: true; readonly pool: P } | { readonly ok: false; readonly problem: FieldProblem };

/**
 * Which pool a pod gets its addresses from:
 *
 * | asked for                                  | then                                                           |
 * | ------------------------------------------ | -------------------------------------------------------------- |
 * | a pool by name                             | that one                                                       |
 * | addresses                                  | the one that offers the first of them                          |
 * | nothing, and the name has addresses        | the one they are of, or it waits for that                      |
 * | nothing, and pools name the namespace      | the first of them by name                                      |
 * | nothing                                    | the default, of several the one of most families, then by name |
 *
 * It must be for the namespace, and offer every address that is asked for.
 */
export function choosePool<P extends ReadablePool>(pools: readonly P[], wish: PoolWish): PoolChoice<P> {
  const { ip, pool: poolField } = fields;
  const refuse = (problem: FieldProblem): PoolChoice<P> => ({ ok: false, problem });
  const { namespace, addresses } = wish;
  const named = wish.pool ?? (addresses.length === 0 ? wish.current : undefined);
  const pool =
    named !== undefined
      ? pools.find(({ name }) => name === named)
      : addresses.length > 0
        ? pools.find((candidate) => offersText(candidate, addresses[0] ?? ''))
        : byDefault(pools, namespace);
  if (pool === undefined) {
    if (named !== undefined) return refuse(fieldProblem(poolField, 'PoolNotFound', { pool: named }));
    const [address] = addresses;
    if (address !== undefined) {
      return refuse(fieldProblem(ip, 'AddressNotOffered', { address, pool: 'any IPPool' }));
    }
    return refuse(fieldProblem(poolField, 'NoPoolForNamespace', { namespace }));
  }
  if (!admits(pool.spec, namespace)) {
    return refuse(fieldProblem(poolField, 'PoolNotForNamespace', { pool: pool.name, namespace }));
  }
  const strange = addresses.find((address) => !offersText(pool, address));
  if (strange === undefined) return { ok: true, pool };
  const [one = ''] = addresses;
  const elsewhere = strange !== one && pools.some((other) => offersText(other, strange));
  return refuse(
    elsewhere && wish.pool === undefined
      ? fieldProblem(ip, 'AddressesOfTwoPools', { one, other: strange })
      : fieldProblem(ip, 'AddressNotOffered', { address: strange, pool: `the IPPool ${pool.name}` }),
  );
}

const fields = {
  ip: `metadata.annotations[${addressAnnotation.ip}]`,
  pool: `metadata.annotations[${addressAnnotation.pool}]`,
};

function offersText({ spaces }: ReadablePool, text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && offers(spaces, address);
}

function byDefault<P extends ReadablePool>(pools: readonly P[], namespace: string): P | undefined {
  const byName = pools.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const own = byName.find(({ spec }) => spec.namespaces?.includes(namespace));
  if (own !== undefined) return own;
  return byName
    .filter(({ spec }) => spec.default === true && admits(spec, namespace))
    .toSorted((one, other) => other.spaces.length - one.spaces.length)[0];
}
