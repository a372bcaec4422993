import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatewrightError } from '../../api/errors/index.js';
import type { Clock } from '../../kubernetes/index.js';
import { ManualClock } from '../../kubernetes/manual-clock.js';
import { LeaseElection } from './lease-election.js';
import { LeaseServer } from './lease-server.fixture.js';

interface Act {
  readonly who: number;
  readonly transitions: number;
  readonly at: number;
}

/** One process: it can be stopped, as by SIGSTOP, and cut off from the API server. */
class Candidate {
  readonly stop = new AbortController();
  readonly acts: Act[] = [];
  cutOff = false;
  ended = false;
  #resume: (() => void) | undefined;
  #goesOn: Promise<void> = Promise.resolve();

  constructor(
    readonly who: number,
    clock: ManualClock,
    server: LeaseServer,
    record: (act: Act) => void,
  ) {
    const own: Clock = {
      monotonic: () => clock.monotonic(),
      date: () => clock.date(),
      sleep: (ms, signal) => this.#whileRunning(clock.sleep(ms, signal)),
    };
    const client = server.client(
      (call) => this.#whileRunning(this.cutOff ? Promise.reject(unavailable()) : call()),
      clock,
    );
    const election = new LeaseElection({
      client,
      namespace: 'n',
      name: 'lease',
      identity: `candidate-${who}`,
      clock: own,
      random: () => 0,
    });
    const lead = async (): Promise<void> => {
      while (!this.stop.signal.aborted) {
        const work = election.lead(this.stop.signal, async (leadership) => {
          while (!leadership.signal.aborted && !this.stop.signal.aborted) {
            await own.sleep(300, leadership.signal);
            leadership.assertHeld();
            record({ who, transitions: leadership.transitions, at: clock.monotonic() });
          }
        });
        await work.catch((error: unknown) => {
          if (!(error instanceof StatewrightError && error.code === 'LeaseLost')) throw error;
        });
      }
    };
    void lead().finally(() => (this.ended = true));
  }

  pause(): void {
    if (this.#resume !== undefined) return;
    this.#goesOn = new Promise((resolve) => (this.#resume = resolve));
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
  }

  /** A stopped process learns of nothing until it goes on. */
  async #whileRunning<R>(promise: Promise<R>): Promise<R> {
    const outcome = await promise.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    for (let gate: Promise<void> | undefined; gate !== this.#goesOn;) {
      gate = this.#goesOn;
      await gate;
    }
    return outcome();
  }
}

function unavailable(): StatewrightError {
  return new StatewrightError('KubernetesUnavailable', { verb: 'x', object: 'y', reason: 'cut off' });
}

function world(size: number): {
  clock: ManualClock;
  server: LeaseServer;
  candidates: Candidate[];
  acts: Act[];
} {
  const clock = new ManualClock();
  const server = new LeaseServer();
  const acts: Act[] = [];
  const record = (act: Act): void => {
    // Others count 15 s from a renewal; the leader must have ended 5 s before that, however late it heard of success.
    expect(act.at - (server.writtenAt.get(act.transitions) ?? 0)).toBeLessThan(10_000);
    acts.push(act);
  };
  const candidates = Array.from({ length: size }, (_, who) => new Candidate(who, clock, server, record));
  return { clock, server, candidates, acts };
}

function leaders(acts: readonly Act[]): number[] {
  return acts.map(({ who }) => who).filter((who, index, all) => who !== all[index - 1]);
}

describe('LeaseElection', () => {
  it('lets one candidate act, and another one within lease duration and retries when it dies', async () => {
    const { clock, candidates, acts } = world(2);
    await clock.advance(5_000);
    expect(leaders(acts)).toEqual([0]);
    candidates[0]?.pause();
    const diedAt = clock.monotonic();
    await clock.advance(20_000);
    expect(leaders(acts)).toEqual([0, 1]);
    const tookOver = acts.find(({ who }) => who === 1)?.at ?? 0;
    expect(tookOver - diedAt).toBeLessThanOrEqual(15_000 + 2_000 + 300);
    expect(acts.find(({ who }) => who === 1)?.transitions).toBe(1);
  });

  it('gives the lease back when stopped, so that the next one need not wait for its end', async () => {
    const { clock, candidates, acts, server } = world(2);
    await clock.advance(5_000);
    candidates[0]?.stop.abort();
    await clock.advance(3_000);
    expect(leaders(acts)).toEqual([0, 1]);
    expect(server.record?.holderIdentity).toBe('candidate-1');
    expect(candidates[0]?.ended).toBe(true);
  });

  it('does not act after it was stopped and went on, though nothing had told it', async () => {
    const { clock, candidates, acts } = world(1);
    await clock.advance(5_000);
    candidates[0]?.pause();
    await clock.advance(11_000);
    const before = acts.length;
    candidates[0]?.resume();
    await clock.advance(0);
    expect(acts.length).toBe(before);
  });

  it('ends leadership at the renew deadline when the API server is away, well before others may begin', async () => {
    const { clock, candidates, acts } = world(2);
    await clock.advance(5_000);
    for (const candidate of candidates) candidate.cutOff = true;
    const cutAt = clock.monotonic();
    await clock.advance(60_000);
    expect(acts.at(-1)?.at).toBeLessThanOrEqual(cutAt + 10_000);
    for (const candidate of candidates) candidate.cutOff = false;
    await clock.advance(20_000);
    expect(acts.at(-1)?.at).toBeGreaterThan(cutAt + 60_000);
  });

  it('counts its term from when a renewal was sent, not from when it heard of it', async () => {
    const { clock, server, candidates, acts } = world(1);
    await clock.advance(5_000);
    server.latencyMs = 2_000;
    await clock.advance(2_500);
    const [leader] = candidates;
    leader?.pause();
    await clock.advance(6_000);
    if (leader !== undefined) leader.cutOff = true;
    leader?.resume();
    const lastWriteAt = server.writtenAt.get(0) ?? 0;
    await clock.advance(30_000);
    expect(acts.at(-1)?.at).toBeGreaterThan(lastWriteAt + 6_000);
    expect(acts.at(-1)?.at).toBeLessThan(lastWriteAt + 10_000);
  });

  it('ends leadership at once when the record names somebody else', async () => {
    const { clock, server, acts } = world(1);
    await clock.advance(5_000);
    server.overwrite({ holderIdentity: 'intruder', leaseDurationSeconds: 15, leaseTransitions: 7 });
    await clock.advance(2_000);
    const before = acts.length;
    await clock.advance(10_000);
    expect(acts.length).toBe(before);
    await clock.advance(10_000);
    expect(acts.at(-1)?.transitions).toBe(8);
  });

  it('never lets two act in turns, whatever stops, is cut off or goes slowly', async () => {
    const who = fc.nat({ max: 2 });
    const step = fc.record({
      do: fc.constantFrom('pause', 'resume', 'cut', 'mend', 'slow', 'fast', 'delete', 'nothing'),
      who,
      ms: fc.integer({ min: 0, max: 12_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const { clock, server, candidates, acts } = world(3);
        for (const { do: action, who: index, ms } of steps) {
          const candidate = candidates[index];
          if (action === 'pause') candidate?.pause();
          if (action === 'resume') candidate?.resume();
          if (action === 'cut' && candidate !== undefined) candidate.cutOff = true;
          if (action === 'mend' && candidate !== undefined) candidate.cutOff = false;
          if (action === 'slow') server.latencyMs = 3_000;
          if (action === 'fast') server.latencyMs = 0;
          await clock.advance(ms);
        }
        // Each leader's acts lie together: once the next one has acted, the one before never does.
        const transitions = acts.map((act) => act.transitions);
        expect(transitions).toEqual([...transitions].sort((a, b) => a - b));
        const holders = new Map<number, number>();
        for (const act of acts) {
          expect(holders.get(act.transitions) ?? act.who).toBe(act.who);
          holders.set(act.transitions, act.who);
        }
        // And when all is well again, somebody leads.
        server.latencyMs = 0;
        for (const candidate of candidates) {
          candidate.cutOff = false;
          candidate.resume();
        }
        const before = acts.length;
        await clock.advance(40_000);
        expect(acts.length).toBeGreaterThan(before);
        for (const candidate of candidates) candidate.stop.abort();
        await clock.advance(40_000);
        expect(candidates.every(({ ended }) => ended)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses times that leave no room between the end of one leader and the beginning of the next', () => {
    const client = new LeaseServer().client((call) => call(), new ManualClock());
    const base = { client, namespace: 'n', name: 'l', identity: 'i' };
    expect(() => new LeaseElection({ ...base, leaseDurationMs: 10_000, renewDeadlineMs: 10_000 })).toThrow(
      RangeError,
    );
    expect(() => new LeaseElection({ ...base, renewDeadlineMs: 2_000, retryPeriodMs: 2_000 })).toThrow(
      RangeError,
    );
  });
});
