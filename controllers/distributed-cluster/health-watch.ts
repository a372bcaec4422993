import type { ComponentHealth } from '../../api/component.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { Key } from '../runtime/store.js';

/** Milliseconds between two questions to a system whose members did not change. */
const askEveryMs = 30_000;
/** A system that takes longer to answer counts as silent this time. */
const patienceMs = 5_000;

interface Asked {
  readonly at: number;
  /** What the members looked like when it was asked. */
  readonly members: string;
  readonly health: ComponentHealth;
}

/** Remembers what each cluster's system last said of itself, and asks again when that is old or members changed. */
export class HealthWatch {
  private readonly asked = new Map<Key, Asked>();

  /** @param now milliseconds, never going back */
  constructor(private readonly now: () => number) {}

  /**
   * @param key of the cluster
   * @param members differs when members came, went or changed address: then the last answer is worth nothing
   * @param ask rejects with StatewrightError if no member answers
   */
  async look(
    key: Key,
    members: string,
    signal: AbortSignal,
    ask: (signal: AbortSignal) => Promise<ComponentHealth>,
  ): Promise<ComponentHealth> {
    const last = this.asked.get(key);
    const at = this.now();
    if (last?.members === members && at - last.at < askEveryMs) return last.health;
    const health = await answer(ask, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
    this.asked.set(key, { at, members, health });
    return health;
  }

  /** Milliseconds until the next question. */
  get interval(): number {
    return askEveryMs;
  }

  forget(key: Key): void {
    this.asked.delete(key);
  }
}

async function answer(
  ask: (signal: AbortSignal) => Promise<ComponentHealth>,
  signal: AbortSignal,
): Promise<ComponentHealth> {
  try {
    return await ask(signal);
  } catch (error) {
    // Silence is an observation, not a failure of the one who asks.
    if (error instanceof StatewrightError) return { state: 'Unknown', summary: error.sentence, joined: 0 };
    if (signal.aborted) return { state: 'Unknown', summary: 'The system did not answer in time.', joined: 0 };
    throw error;
  }
}
