import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slowStart } from './slow-start.js';

const limits = { most: 8, failuresInARow: 3 };

/** Work that goes on until the test ends it, and how much of it is under way. */
class Works {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, (succeeded: boolean) => void>();

  readonly work = (item: number): Promise<boolean> => {
    this.begun.push(item);
    return new Promise((resolve) => this.#ends.set(item, resolve));
  };

  get underWay(): number {
    return this.#ends.size;
  }

  /** Ends all that is under way, and lets what follows begin. */
  async endRound(succeeded: boolean): Promise<void> {
    const ends = [...this.#ends.values()];
    this.#ends.clear();
    for (const end of ends) end(succeeded);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('slowStart', () => {
  it('doubles what is under way with each round that succeeds, up to the limit', async () => {
    const works = new Works();
    const all = slowStart(numbers(31), limits, works.work);
    const rounds: number[] = [];
    while (works.underWay > 0) {
      rounds.push(works.underWay);
      await works.endRound(true);
    }
    expect(rounds).toEqual([1, 2, 4, 8, 8, 8]);
    expect(await all).toBe(true);
  });

  it('goes on one at a time after a failure, and begins no more after several in a row', async () => {
    const works = new Works();
    const all = slowStart(numbers(30), limits, works.work);
    await works.endRound(true);
    await works.endRound(true);
    expect(works.underWay).toBe(4);
    await works.endRound(false);
    expect(works.underWay).toBe(0);
    expect(works.begun).toHaveLength(7);
    expect(await all).toBe(false);
  });

  it('is not held up by one that fails for reasons of its own', async () => {
    const done: number[] = [];
    const all = await slowStart(numbers(20), limits, (item) => {
      if (item !== 0) done.push(item);
      return Promise.resolve(item !== 0);
    });
    expect(all).toBe(true);
    expect(done).toEqual(numbers(20).slice(1));
  });

  it('begins nothing where there is nothing', async () => {
    expect(await slowStart([], limits, () => Promise.resolve(true))).toBe(true);
  });

  it('never has more under way than the limit, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (outcomes) => {
        let underWay = 0;
        let most = 0;
        await slowStart(outcomes, limits, async (succeeds) => {
          underWay += 1;
          most = Math.max(most, underWay);
          await new Promise((resolve) => setImmediate(resolve));
          underWay -= 1;
          return succeeds;
        });
        expect(most).toBeLessThanOrEqual(limits.most);
        expect(underWay).toBe(0);
      }),
    );
  });
});
