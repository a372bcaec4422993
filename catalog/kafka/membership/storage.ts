import type { MemberAccess } from '../../../api/membership.js';
import { patiently } from '../ask.js';
import { partitionName } from '../cluster-view.js';
import { describeLogDirs } from '../protocol/messages.js';
import { clientPort } from '../rules.js';

/** What one broker has on its disks, in bytes. */
export interface BrokerStorage {
  /** By the partition's name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly free: number;
  readonly total: number;
}

/** By broker; one that does not answer is left out. */
export type Storage = ReadonlyMap<number, BrokerStorage>;

/** Only a broker itself knows its disks, so all are asked, at their pods. */
export async function lookAtStorage({
  pods,
  signal,
}: Pick<MemberAccess, 'pods' | 'signal'>): Promise<Storage> {
  const found = await Promise.all(
    pods.map(async ({ nodeType, ordinal, address }) => {
      if (nodeType !== 'broker' || address === undefined) return [];
      try {
        const ask = patiently({ host: address, port: clientPort }, signal);
        const reply = await ask(describeLogDirs, { topics: null });
        return reply.errorCode === 0 ? [[ordinal, storageOf(reply.results)] as const] : [];
      } catch {
        signal.throwIfAborted();
        return [];
      }
    }),
  );
  return new Map(found.flat());
}

interface LogDir {
  readonly errorCode: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly partitionIndex: number; readonly partitionSize: number }[];
  }[];
  readonly totalBytes: number;
  readonly usableBytes: number;
}

/** A disk that failed has nothing to offer and says nothing of what it holds. */
export function storageOf(logDirs: readonly LogDir[]): BrokerStorage {
  const working = logDirs.filter(({ errorCode }) => errorCode === 0);
  const sizes = new Map<string, number>();
  for (const { name, partitions } of working.flatMap(({ topics }) => topics)) {
    for (const { partitionIndex, partitionSize } of partitions) {
      const partition = partitionName({ topic: name, index: partitionIndex });
      // Twice while it moves from one disk to another.
      sizes.set(partition, Math.max(partitionSize, sizes.get(partition) ?? 0));
    }
  }
  const sum = (of: (logDir: LogDir) => number) =>
    working.reduce((total, logDir) => total + Math.max(0, of(logDir)), 0);
  return { sizes, free: sum(({ usableBytes }) => usableBytes), total: sum(({ totalBytes }) => totalBytes) };
}

/** Bytes of a partition: what its largest copy holds. */
export function sizeOf(storage: Storage, partition: string): number {
  return Math.max(0, ...[...storage.values()].map(({ sizes }) => sizes.get(partition) ?? 0));
}
