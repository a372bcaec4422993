import {
  formatAddress,
  parseAddress,
  type Block,
  type Family,
  type FamilySpace,
  type ReadablePool,
} from '../../api/network/index.js';

/** Where the search for a free address of one family of a pool stands. */
interface Search {
  readonly spaces: FamilySpace;
  /** Index of a block, and the next address of it to look at. All before were given once. */
  block: number;
  next: bigint;
  /** Given once and given up since, the oldest first. */
  readonly freed: Set<string>;
}

/**
 * Who is known to have which address, and where the next free one is. An address is taken while an assignment or a
 * reservation names it, or somebody here has it in hand. New addresses come first, then those given up longest ago.
 *
 * Each address is passed over once, so that finding one costs the same with ten reservations and with ten thousand.
 */
export class Occupancy {
  /** How many name the address. */
  readonly #taken = new Map<string, number>();
  readonly #inHand = new Map<string, string>();
  readonly #searches = new Map<string, Search>();

  /** Somebody names the address from now on. */
  add(address: string): void {
    this.#taken.set(address, (this.#taken.get(address) ?? 0) + 1);
  }

  /** Somebody who named the address does no more. */
  remove(address: string): void {
    const others = (this.#taken.get(address) ?? 0) - 1;
    if (others > 0) {
      this.#taken.set(address, others);
      return;
    }
    this.#taken.delete(address);
    this.#offerAgain(address);
  }

  /** Keeps the address from others until it is let go; returns whether it could be had. */
  keep(address: string, holder: string): boolean {
    const known = this.#inHand.get(address);
    if (known !== undefined && known !== holder) return false;
    this.#inHand.set(address, holder);
    return true;
  }

  letGo(address: string, holder: string): void {
    if (this.#inHand.get(address) !== holder) return;
    this.#inHand.delete(address);
    this.#offerAgain(address);
  }

  isTaken(address: string): boolean {
    return this.#taken.has(address) || this.#inHand.has(address);
  }

  /** A free address of the pool, in hand of `holder` from now on; undefined if there is none. */
  take(pool: ReadablePool, family: Family, holder: string): string | undefined {
    const search = this.#searchOf(pool, family);
    if (search === undefined) return undefined;
    const address = this.#nextNew(search) ?? this.#nextFreed(search);
    if (address !== undefined) this.#inHand.set(address, holder);
    return address;
  }

  #searchOf(pool: ReadablePool, family: Family): Search | undefined {
    const key = `${pool.name}/${family}`;
    const spaces = pool.spaces.find((space) => space.family === family);
    if (spaces === undefined) return undefined;
    const known = this.#searches.get(key);
    if (known !== undefined && sameBlocks(known.spaces.blocks, spaces.blocks)) return known;
    const search: Search = { spaces, block: 0, next: spaces.blocks[0]?.first ?? 0n, freed: new Set() };
    this.#searches.set(key, search);
    return search;
  }

  #nextNew(search: Search): string | undefined {
    const { blocks, family } = search.spaces;
    for (;;) {
      const block = blocks[search.block];
      if (block === undefined) return undefined;
      while (search.next <= block.last) {
        const address = formatAddress({ family, value: search.next });
        search.next += 1n;
        if (!this.isTaken(address)) return address;
      }
      search.block += 1;
      search.next = blocks[search.block]?.first ?? 0n;
    }
  }

  #nextFreed({ freed }: Search): string | undefined {
    for (const address of freed) {
      freed.delete(address);
      if (!this.isTaken(address)) return address;
    }
    return undefined;
  }

  #offerAgain(address: string): void {
    if (this.isTaken(address)) return;
    const parsed = parseAddress(address);
    if (parsed === undefined) return;
    for (const search of this.#searches.values()) {
      const index = search.spaces.blocks.findIndex((block) => isIn(block, parsed));
      if (index === -1) continue;
      const passed = index < search.block || (index === search.block && parsed.value < search.next);
      if (passed) search.freed.add(address);
    }
  }
}

function sameBlocks(one: readonly Block[], other: readonly Block[]): boolean {
  return (
    one === other ||
    (one.length === other.length &&
      one.every((block, index) => block.first === other[index]?.first && block.last === other[index].last))
  );
}

function isIn(block: Block, { family, value }: { readonly family: Family; readonly value: bigint }): boolean {
  return block.family === family && block.first <= value && value <= block.last;
}
