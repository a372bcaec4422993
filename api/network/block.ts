import { bitsOf, formatAddress, parseAddress, type Address, type Family } from './address.js';

/** Addresses from the first to the last, both within. */
export interface Block {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** A subnet: the block and how many leading bits its addresses share. */
export interface Subnet extends Block {
  readonly prefix: number;
}

/** `10.90.0.0/16`; undefined if it is none or has bits set behind the prefix. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = parseAddress(match?.[1] ?? '');
  const prefix = Number(match?.[2]);
  if (address === undefined || prefix > bitsOf[address.family]) return undefined;
  const size = 1n << BigInt(bitsOf[address.family] - prefix);
  if (address.value % size !== 0n) return undefined;
  return { family: address.family, first: address.value, last: address.value + size - 1n, prefix };
}

/** An address, a subnet, or a range `10.90.64.1-10.90.127.254`; undefined for all else. */
export function parseBlock(text: string): Block | undefined {
  if (text.includes('/')) return parseSubnet(text);
  const [first, last, ...rest] = text.split('-').map((part) => parseAddress(part.trim()));
  if (first === undefined || rest.length > 0) return undefined;
  if (!text.includes('-')) return { family: first.family, first: first.value, last: first.value };
  if (last?.family !== first.family || last.value < first.value) return undefined;
  return { family: first.family, first: first.value, last: last.value };
}

export function formatBlock({ family, first, last }: Block): string {
  const begin = formatAddress({ family, value: first });
  return first === last ? begin : `${begin}-${formatAddress({ family, value: last })}`;
}

export function holds(block: Block, address: Address): boolean {
  return block.family === address.family && block.first <= address.value && address.value <= block.last;
}

export function isWithin(inner: Block, outer: Block): boolean {
  return inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function overlap(one: Block, other: Block): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

export function countOf(blocks: readonly Block[]): bigint {
  return blocks.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** The same addresses, in order, none in two blocks, neighbours as one. All are of one family. */
export function merged(blocks: readonly Block[]): readonly Block[] {
  const result: Block[] = [];
  for (const block of blocks.toSorted((one, other) => (one.first < other.first ? -1 : 1))) {
    const before = result.at(-1);
    if (before === undefined || block.first > before.last + 1n) result.push(block);
    else if (block.last > before.last) result[result.length - 1] = { ...before, last: block.last };
  }
  return result;
}

/** What is left of merged blocks without the others. */
export function without(blocks: readonly Block[], taken: readonly Block[]): readonly Block[] {
  return taken.reduce<readonly Block[]>(
    (left, hole) =>
      left.flatMap((block) => {
        if (!overlap(block, hole)) return [block];
        return [
          { ...block, last: hole.first - 1n },
          { ...block, first: hole.last + 1n },
        ].filter(({ first, last }) => first <= last);
      }),
    blocks,
  );
}
