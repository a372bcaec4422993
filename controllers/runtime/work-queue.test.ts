import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../kubernetes/manual-clock.js';
import { WorkQueue, type WorkResult } from './work-queue.js';

interface Job {
  readonly key: string;
  finish(result: WorkResult): void;
  fail(): void;
}

/** A queue whose work the test finishes by hand. */
function start(concurrency: number): {
  clock: ManualClock;
  queue: WorkQueue;
  jobs: Job[];
  started: string[];
  stop: AbortController;
  running: Promise<void>;
} {
  const clock = new ManualClock();
  const queue = new WorkQueue({
    name: 'test',
    clock,
    random: () => 0,
    backoff: { baseMs: 100, capMs: 1_000 },
  });
  const jobs: Job[] = [];
  const started: string[] = [];
  const stop = new AbortController();
  const work = (key: string): Promise<WorkResult> => {
    started.push(key);
    return new Promise((resolve, reject) => {
      const job: Job = {
        key,
        finish(result) {
          jobs.splice(jobs.indexOf(job), 1);
          resolve(result);
        },
        fail() {
          jobs.splice(jobs.indexOf(job), 1);
          reject(new Error('failed'));
        },
      };
      jobs.push(job);
    });
  };
  return { clock, queue, jobs, started, stop, running: queue.run({ concurrency, stop: stop.signal, work }) };
}

const done: WorkResult = { kind: 'done' };

describe('WorkQueue', () => {
  it('loses no key, never gives one to two workers, and works again on what was added during work', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), key }) },
      fc.record({ do: fc.constant('later' as const), key, ms: fc.integer({ min: 0, max: 3_000 }) }),
      { weight: 3, arbitrary: fc.record({ do: fc.constant('finish' as const), job: fc.nat({ max: 3 }) }) },
      fc.record({ do: fc.constant('fail' as const), job: fc.nat({ max: 3 }) }),
      fc.record({
        do: fc.constant('requeue' as const),
        job: fc.nat({ max: 3 }),
        ms: fc.integer({ min: 1, max: 3_000 }),
      }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 1_500 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(step, { maxLength: 40 }),
        async (concurrency, steps) => {
          const { clock, queue, jobs, started, stop, running } = start(concurrency);
          /** For each key, how much work had been started when it last became wanted. */
          const wantedAfter = new Map<string, number>();
          const want = (wanted: string): unknown => wantedAfter.set(wanted, started.length);
          const check = (): void => {
            const inHand = jobs.map((job) => job.key);
            expect(new Set(inHand).size).toBe(inHand.length);
            expect(inHand.length).toBeLessThanOrEqual(concurrency);
          };
          for (const action of steps) {
            const job = 'job' in action ? jobs[action.job] : undefined;
            if (action.do === 'add' || action.do === 'later') want(action.key);
            if ((action.do === 'fail' || action.do === 'requeue') && job !== undefined) want(job.key);
            if (action.do === 'add') queue.add(action.key);
            if (action.do === 'later') queue.addAfter(action.key, action.ms);
            if (action.do === 'finish') job?.finish(done);
            if (action.do === 'fail') job?.fail();
            if (action.do === 'requeue') job?.finish({ kind: 'requeueAfter', ms: action.ms });
            await clock.advance(action.do === 'wait' ? action.ms : 0);
            check();
          }
          for (let round = 0; jobs.length > 0 || queue.depth > 0 || queue.delayed > 0; round += 1) {
            expect(round).toBeLessThan(1_000);
            jobs[0]?.finish(done);
            await clock.advance(100);
            check();
          }
          for (const [wanted, after] of wantedAfter) expect(started.slice(after)).toContain(wanted);
          stop.abort();
          await running;
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes several adds before its turn as one', async () => {
    const { clock, queue, jobs, started } = start(1);
    queue.add('a');
    queue.add('b');
    queue.add('b');
    await clock.advance(0);
    expect(queue.depth).toBe(1);
    jobs[0]?.finish(done);
    await clock.advance(0);
    jobs[0]?.finish(done);
    await clock.advance(0);
    expect(started).toEqual(['a', 'b']);
  });

  it('lets a failing key wait twice as long each time without holding up others, and forgets after success', async () => {
    const { clock, queue, jobs, started } = start(1);
    queue.add('bad');
    await clock.advance(0);
    for (const pause of [100, 200, 400]) {
      jobs[0]?.fail();
      await clock.advance(pause - 1);
      expect(jobs).toHaveLength(0);
      await clock.advance(1);
      expect(jobs.map(({ key }) => key)).toEqual(['bad']);
    }
    jobs[0]?.fail();
    queue.add('good');
    await clock.advance(0);
    expect(started.at(-1)).toBe('good');
    jobs[0]?.finish(done);
    await clock.advance(800);
    jobs[0]?.finish(done);
    queue.add('bad');
    await clock.advance(0);
    jobs[0]?.fail();
    await clock.advance(100);
    expect(jobs.map(({ key }) => key)).toEqual(['bad']);
  });

  it('keeps the sooner of two later times', async () => {
    const { clock, queue, started } = start(1);
    queue.addAfter('a', 1_000);
    queue.addAfter('a', 500);
    queue.addAfter('a', 2_000);
    await clock.advance(499);
    expect(started).toEqual([]);
    await clock.advance(1);
    expect(started).toEqual(['a']);
  });

  it('finishes what is in hand when stopped, and takes up nothing more', async () => {
    const { clock, queue, jobs, started, stop, running } = start(1);
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 100);
    await clock.advance(0);
    stop.abort();
    let ended = false;
    void running.then(() => (ended = true));
    await clock.advance(1_000);
    expect(ended).toBe(false);
    jobs[0]?.finish({ kind: 'requeueAfter', ms: 1 });
    await clock.advance(1_000);
    expect(ended).toBe(true);
    expect(started).toEqual(['a']);
    expect(clock.sleeping).toBe(0);
  });
});
