import type { Ask } from '../ask.js';
import { changeBrokerDefaults, readBrokerDefaults } from './configs.js';

/**
 * What we remember of a broker in Kafka itself, as names of settings that Kafka does not know and keeps: they outlive every
 * process and every broker. A broker is `leaving` from the first move off it until it is taken back; then it is `returning` until it has its
 * share. `throttled` says that the rate of moves is ours to take away.
 */
export interface Marks {
  readonly leaving: ReadonlySet<number>;
  readonly returning: ReadonlySet<number>;
  readonly throttled: boolean;
  /** Somebody set a rate for all brokers: ours if `throttled`. */
  readonly rate: boolean;
}

export type Mark = 'leaving' | 'returning';

const pattern = /^statewright\.member\.(\d+)\.(leaving|returning)$/;
export const throttledMark = 'statewright.member.throttled';

export function markName(broker: number, mark: Mark): string {
  return `statewright.member.${broker}.${mark}`;
}

export async function readMarks(ask: Ask): Promise<Marks> {
  return marksOf(await readBrokerDefaults(ask));
}

export function marksOf(names: ReadonlySet<string>): Marks {
  const marked = [...names].flatMap((name) => {
    const [, id, mark] = pattern.exec(name) ?? [];
    return id === undefined ? [] : [{ id: Number(id), mark }];
  });
  const having = (wanted: Mark) => new Set(marked.filter(({ mark }) => mark === wanted).map(({ id }) => id));
  return {
    leaving: having('leaving'),
    returning: having('returning'),
    throttled: names.has(throttledMark),
    rate: names.has('leader.replication.throttled.rate') || names.has('follower.replication.throttled.rate'),
  };
}

/** Undefined leaves the broker without a mark. */
export async function markBroker(ask: Ask, broker: number, mark: Mark | undefined): Promise<void> {
  const value = (candidate: Mark) => (candidate === mark ? 'true' : null);
  await changeBrokerDefaults(ask, {
    [markName(broker, 'leaving')]: value('leaving'),
    [markName(broker, 'returning')]: value('returning'),
  });
}
