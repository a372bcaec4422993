import type { Departure, Guard } from '../../../api/membership.js';
import { outOfSync, partitionName, type ClusterView, type Partition } from '../cluster-view.js';
import type { TopicSettings } from './configs.js';
import type { DrainPlan } from './plan.js';
import { sizeOf, type Storage } from './storage.js';

/** What the guards of a broker judge by. */
export interface BrokerFacts {
  readonly broker: number;
  readonly view: ClusterView;
  readonly plan: DrainPlan;
  readonly settings: ReadonlyMap<string, TopicSettings>;
  readonly storage: Storage;
}

/**
 * | Guard                                        | offline | scale-down | restart |
 * | -------------------------------------------- | ------- | ---------- | ------- |
 * | The controllers have a leader                | yes     | yes        | yes     |
 * | No partition is under-replicated             | yes     | yes        | yes     |
 * | Every partition keeps min.insync.replicas    | of those that stay | of those that stay | of all on it |
 * | Every partition has another broker to go to  |         | yes        |         |
 * | Free space on the others covers what moves   | yes     | yes        |         |
 */
export function brokerGuards(facts: BrokerFacts, departure: Departure): readonly Guard[] {
  const always = [controllersLed(facts.view), othersInSync(facts), enoughInSync(facts, departure)];
  switch (departure) {
    case 'restart':
      return always;
    case 'offline':
      return [...always, enoughSpace(facts)];
    case 'scale-down':
      return [...always, somewhereToGo(facts), enoughSpace(facts)];
  }
}

export function controllersLed({ quorum }: ClusterView): Guard {
  const name = 'The controllers have a leader';
  if (quorum === undefined) return { name, holds: false, detail: 'No broker hears of a leading controller.' };
  return {
    name,
    holds: true,
    detail: `Controller ${quorum.leader} leads ${quorum.voters.length} with a vote.`,
  };
}

/** Copies on the broker itself do not count: they go, and it may be dead already. */
function othersInSync({ broker, view }: BrokerFacts): Guard {
  const lagging = view.partitions.filter((partition) => outOfSync(partition).some((id) => id !== broker));
  return {
    name: 'No partition is under-replicated',
    holds: lagging.length === 0,
    detail:
      lagging.length === 0
        ? `The copies of all ${view.partitions.length} partitions are in sync.`
        : `${lagging.length} of ${view.partitions.length} partitions have copies out of sync: ${named(lagging)}.`,
  };
}

/** As Kafka 4 does, a topic with fewer copies than min.insync.replicas needs as many as it has. */
function enoughInSync({ broker, view, plan, settings }: BrokerFacts, departure: Departure): Guard {
  const name = 'Every partition keeps min.insync.replicas';
  if (departure === 'restart' && view.brokers.length === 1) {
    return {
      name,
      holds: true,
      detail: 'The only broker: its partitions cannot be reached while it restarts.',
    };
  }
  const affected =
    departure === 'restart'
      ? view.partitions.filter(({ replicas }) => replicas.includes(broker))
      : [...plan.staying, ...plan.lost];
  const short = affected.filter(({ topic, replicas, inSync }) => {
    const needed = Math.min(settings.get(topic)?.minInSync ?? 1, replicas.length);
    return inSync.filter((id) => id !== broker).length < needed;
  });
  return {
    name,
    holds: short.length === 0,
    detail:
      short.length === 0
        ? `${affected.length} partitions have a copy less while broker ${broker} is away, and enough.`
        : `${short.length} partitions would have too few copies in sync without broker ${broker}: ${named(short)}.`,
  };
}

function somewhereToGo({ plan }: BrokerFacts): Guard {
  const { staying } = plan;
  return {
    name: 'Every partition has another broker to go to',
    holds: staying.length === 0,
    detail:
      staying.length === 0
        ? 'Every partition on it can have as many copies without it.'
        : `${staying.length} partitions have a copy on every broker that there is: ${named(staying)}.`,
  };
}

/** A tenth of a broker's disks stays free: retention works late, and segments are made whole. */
const keptFree = 0.1;

function enoughSpace({ plan, storage }: BrokerFacts): Guard {
  const name = 'Free space on the others covers what moves';
  const wanted = new Map<number, number>();
  for (const move of plan.moves) {
    const bytes = sizeOf(storage, partitionName(move));
    wanted.set(move.target, (wanted.get(move.target) ?? 0) + bytes);
  }
  const short = [...wanted].flatMap(([target, bytes]) => {
    const disks = storage.get(target);
    if (disks === undefined) return [`broker ${target} does not say what it has`];
    const usable = Math.max(0, disks.free - disks.total * keptFree);
    return bytes <= usable ? [] : [`broker ${target} has room for ${usable} of ${bytes} bytes`];
  });
  const all = [...wanted.values()].reduce((sum, bytes) => sum + bytes, 0);
  return {
    name,
    holds: short.length === 0,
    detail:
      short.length === 0
        ? `${plan.moves.length} partitions with ${all} bytes go to ${wanted.size} brokers with room for them.`
        : `${short.join('; ')}.`.replace(/^./, (first) => first.toUpperCase()),
  };
}

const mostNamed = 3;

function named(partitions: readonly Partition[]): string {
  const names = partitions.slice(0, mostNamed).map(partitionName);
  return [...names, ...(partitions.length > mostNamed ? ['…'] : [])].join(', ');
}
