import type { MoveReport } from '../../../api/membership.js';
import { partitionName } from '../cluster-view.js';
import type { DrainPlan } from './plan.js';
import { sizeOf, type Storage } from './storage.js';

/** How far the drain of a broker is: partitions that are still to leave it, and the bytes that have not been copied. */
export function drainReport(broker: number, plan: DrainPlan, storage: Storage): MoveReport {
  const { moves, moving, staying, lost } = plan;
  const size = (partition: { readonly topic: string; readonly index: number }) =>
    sizeOf(storage, partitionName(partition));
  const copied = (partition: DrainPlan['moving'][number]) =>
    Math.min(...partition.adding.map((id) => storage.get(id)?.sizes.get(partitionName(partition)) ?? 0));
  const bytes =
    moves.reduce((sum, move) => sum + size(move), 0) +
    moving.reduce((sum, partition) => sum + Math.max(0, size(partition) - finite(copied(partition))), 0);
  const partitions = moves.length + moving.length + lost.length;
  const detail = [
    partitions === 0
      ? `Broker ${broker} holds nothing that others could take.`
      : `${partitions} partitions are still on broker ${broker}, ${bytes} bytes to copy.`,
    ...(staying.length > 0 ? [`${staying.length} stay on it: all other brokers have a copy.`] : []),
    ...(lost.length > 0 ? [`${lost.length} have their only copy in sync on it, and it does not serve.`] : []),
  ].join(' ');
  return { done: partitions === 0, detail, remaining: { partitions, bytes } };
}

/** The least of nothing is no number: a move that adds nobody has nothing to copy. */
function finite(bytes: number): number {
  return Number.isFinite(bytes) ? bytes : Number.MAX_SAFE_INTEGER;
}
