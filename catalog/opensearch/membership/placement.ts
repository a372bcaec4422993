import { shardName, stayingData, type ClusterNode, type ClusterPicture, type ShardCopy } from './picture.js';

/** Copies on a member, by what becomes of them when it goes. */
export interface Leaving {
  /** Go to other members while it is drained; those that are on their way to it, too, and on a way back then. */
  readonly movable: readonly ShardCopy[];
  /**
   * Stay, because every other member has a copy already: more copies are asked for than members will be left. All of
   * them have a started copy on a member that stays.
   */
  readonly superfluous: readonly ShardCopy[];
}

const started = ({ state }: ShardCopy): boolean => state === 'STARTED' || state === 'RELOCATING';

export function leavingCopies(picture: ClusterPicture, member: string): Leaving {
  const placed = placements(picture);
  const staying = stayingData(picture, member).map(({ name }) => name);
  const on = picture.copies.filter(({ node }) => node === member);
  const superfluous = on.filter((copy) => {
    const others = placed.get(shardName(copy)) ?? [];
    return (
      staying.every((name) => others.some(({ node }) => node === name)) &&
      others.some((other) => other.node !== undefined && staying.includes(other.node) && started(other))
    );
  });
  const arriving = picture.copies.filter(({ to }) => to === member);
  return { superfluous, movable: [...on.filter((copy) => !superfluous.includes(copy)), ...arriving] };
}

/**
 * Copies on the member whose shard none of `others` has a started copy of: all that have joined where the member is back
 * soon, those that stay where it leaves for long. Two that leave together must not count on each other.
 */
export function soleCopies(
  picture: ClusterPicture,
  member: string,
  others: readonly ClusterNode[],
): readonly ShardCopy[] {
  const placed = placements(picture);
  const names = new Set(others.map(({ name }) => name));
  return picture.copies.filter(
    (copy) =>
      copy.node === member &&
      !(placed.get(shardName(copy)) ?? []).some(
        (other) =>
          other.node !== undefined && other.node !== member && names.has(other.node) && started(other),
      ),
  );
}

export interface Unassigned {
  /** Replicas for which no member is left: every one has a copy. They wait for members that are not there. */
  readonly explained: readonly ShardCopy[];
  /** Shards of which no copy is left, or copies that are still to be made. */
  readonly unexplained: readonly ShardCopy[];
}

/** Unassigned copies, as they look when `leaving`, if it is there, is not counted among the places. */
export function unassignedCopies(picture: ClusterPicture, leaving = ''): Unassigned {
  const placed = placements(picture);
  const staying = stayingData(picture, leaving).map(({ name }) => name);
  const unassigned = picture.copies.filter(({ state }) => state === 'UNASSIGNED');
  const explained = unassigned.filter((copy) => {
    const others = placed.get(shardName(copy)) ?? [];
    return (
      !copy.primary &&
      others.some(started) &&
      staying.every((name) => others.some(({ node }) => node === name))
    );
  });
  return { explained, unexplained: unassigned.filter((copy) => !explained.includes(copy)) };
}

function placements({ copies }: ClusterPicture): ReadonlyMap<string, readonly ShardCopy[]> {
  const placed = new Map<string, ShardCopy[]>();
  for (const copy of copies) {
    const name = shardName(copy);
    const others = placed.get(name);
    if (others === undefined) placed.set(name, [copy]);
    else others.push(copy);
  }
  return placed;
}
