import { describe, expect, it } from 'vitest';
import { awaitNews } from './await-news.js';
import type { AwaitReport } from './contract.js';

const ref = { namespace: 'a', name: 'b', uid: 'u' };

/** A world that shows one report after the other; each wait takes all the time it was given. */
function world(reports: readonly AwaitReport[]) {
  let at = 0;
  let looks = 0;
  return {
    look: () => {
      const report = reports[Math.min(looks, reports.length - 1)];
      looks += 1;
      return report ? Promise.resolve(report) : Promise.reject(new Error('no report'));
    },
    changed: (milliseconds: number) => {
      at += milliseconds;
      return Promise.resolve();
    },
    ending: () => false,
    now: () => at,
    looks: () => looks,
  };
}
const waits = (detail: string): AwaitReport => ({ reached: false, detail });

describe('awaitNews', () => {
  it('returns at once when the goal is reached, quiet time or not', async () => {
    const io = world([{ reached: true, detail: '2 of 2 ready' }]);
    expect(await awaitNews({ ref, shown: '', quietMs: 30_000 }, io)).toMatchObject({ reached: true });
    expect(io.now()).toBe(0);
  });

  it('keeps what is already shown to itself and reports what differs', async () => {
    const io = world([waits('0 of 2'), waits('0 of 2'), waits('1 of 2')]);
    expect((await awaitNews({ ref, shown: '0 of 2', quietMs: 0 }, io)).detail).toBe('1 of 2');
    expect(io.looks()).toBe(3);
  });

  it('hands over what it knows as soon as its process is ending, so that the wait goes on elsewhere', async () => {
    const io = { ...world([waits('0 of 2')]), ending: () => io.looks() === 2 };
    expect(await awaitNews({ ref, shown: '0 of 2', quietMs: 30_000 }, io)).toEqual(waits('0 of 2'));
    expect(io.looks()).toBe(2);
  });

  it('gathers changes during the quiet time into one report of the last state', async () => {
    const io = world([waits('1 of 9'), waits('2 of 9')]);
    expect((await awaitNews({ ref, shown: '0 of 9', quietMs: 1_000 }, io)).detail).toBe('2 of 9');
    expect(io.now()).toBe(1_000);
  });

  it('reports back after some minutes though nothing is new', async () => {
    const io = world([waits('0 of 2')]);
    expect((await awaitNews({ ref, shown: '0 of 2', quietMs: 0 }, io)).reached).toBe(false);
    expect(io.now()).toBe(8 * 60_000);
  });

  it('lets the failure of a look out', async () => {
    await expect(awaitNews({ ref, shown: '', quietMs: 0 }, world([]))).rejects.toThrow('no report');
  });
});
