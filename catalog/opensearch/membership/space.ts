import { leavingCopies } from './placement.js';
import {
  shardName,
  stayingData,
  type AllocationSettings,
  type ClusterNode,
  type ClusterPicture,
  type ShardCopy,
} from './picture.js';
import { count, size, some } from './wording.js';

const unit: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
};

/**
 * Bytes that must stay free on a disk of `total` bytes. `85%` and `0.85` say how much may be used, `10gb` how much must
 * stay free (OpenSearch documentation, `cluster.routing.allocation.disk.watermark.low`). Undefined for anything else.
 */
export function reserve(watermark: string, total: number): number | undefined {
  const text = watermark.trim().toLowerCase();
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent !== undefined) return Math.round(total - (total * Number(percent)) / 100);
  if (/^[01](\.\d+)?$/.test(text)) return Math.round(total - total * Number(text));
  const [, amount, prefix] = /^(\d+(?:\.\d+)?)([kmgtp]?)b?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit[prefix ?? ''] ?? 1);
}

/** Bytes that the member can take before its disk is past the watermark; none while it does not answer. */
export function headroom(node: ClusterNode, settings: AllocationSettings): number {
  if (node.disk === undefined) return 0;
  if (!settings.diskThreshold) return node.disk.available;
  const kept = reserve(settings.lowWatermark, node.disk.total) ?? 0;
  return Math.max(0, node.disk.available - kept);
}

export interface SpaceJudgement {
  readonly holds: boolean;
  readonly detail: string;
}

/** Lays the copies out as they could go, the largest first, each where most is free and no copy of it is. */
export function judgeSpace(picture: ClusterPicture, member: string): SpaceJudgement {
  const { movable } = leavingCopies(picture, member);
  const free = new Map(
    stayingData(picture, member).map((node) => [node.name, headroom(node, picture.allocation)]),
  );
  const placed = new Set(picture.copies.map((copy) => `${copy.node ?? ''} ${shardName(copy)}`));
  const before = [...free.values()].reduce((sum, bytes) => sum + bytes, 0);
  const homeless: ShardCopy[] = [];
  for (const copy of movable.toSorted((one, other) => other.bytes - one.bytes)) {
    const [place] = [...free]
      .filter(
        ([name, bytes]) => bytes > 0 && bytes >= copy.bytes && !placed.has(`${name} ${shardName(copy)}`),
      )
      .toSorted(([, one], [, other]) => other - one);
    if (place === undefined) homeless.push(copy);
    else free.set(place[0], place[1] - copy.bytes);
  }
  const bytes = movable.reduce((sum, copy) => sum + copy.bytes, 0);
  const numbers = `${size(bytes)} in ${count(movable.length, 'shard')} to move, ${size(before)} free on the others up to the low watermark of ${picture.allocation.lowWatermark}`;
  if (homeless.length === 0) return { holds: true, detail: numbers };
  return {
    holds: false,
    detail: `${numbers}; no place for ${some(homeless.map((copy) => `${shardName(copy)} (${size(copy.bytes)})`))}`,
  };
}
