import { describe, expect, it } from 'vitest';
import type { Bench, Figures } from './bench.js';
import { compare } from './compare.js';
import { render } from './render.js';

/** A comparison of two whose figures are scripted, in the order in which they will be asked. */
function scripted(figures: Figures[]): { bench: Bench; asked: string[]; closed: () => boolean } {
  const asked: string[] = [];
  let closed = false;
  const bench: Bench = {
    name: 'x',
    about: 'x against y',
    settings: {},
    figures: [{ name: 'ms', title: 'took [ms]', unit: 'ms', better: 'less' }],
    contestants: ['a', 'b'].map((name) => ({ name, what: `the ${name}` })),
    sources: [],
    open: () =>
      Promise.resolve({
        round(contestant) {
          asked.push(contestant);
          return Promise.resolve(figures.shift() ?? {});
        },
        close() {
          closed = true;
          return Promise.resolve();
        },
      }),
  };
  return { bench, asked, closed: () => closed };
}

const quiet = { signal: new AbortController().signal, report: () => undefined };

describe('compare', () => {
  it('lets contestants take turns, and does not count the round that warms up', async () => {
    const values = [1_000, 2_000, 30, 60, 10, 20, 20, 40];
    const { bench, asked, closed } = scripted(values.map((ms) => ({ ms })));
    const [a, b] = await compare(bench, { ...quiet, rounds: 3 });
    expect(asked.join('')).toBe('abababab');
    expect(a?.figures.ms).toEqual({
      unit: 'ms',
      better: 'less',
      values: [30, 10, 20],
      min: 10,
      median: 20,
      max: 30,
    });
    expect(b?.figures.ms?.median).toBe(40);
    expect(closed()).toBe(true);
  });

  it('fails when a figure is missing, and cleans up', async () => {
    const { bench, closed } = scripted([{ ms: 1 }, { other: 2 }]);
    await expect(compare(bench, { ...quiet, rounds: 1 })).rejects.toThrow('b gave no figure "ms"');
    expect(closed()).toBe(true);
  });

  it('ends without a result when it is interrupted, and cleans up', async () => {
    const { bench, asked, closed } = scripted([]);
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(compare(bench, { ...quiet, signal, rounds: 1 })).rejects.toThrow('interrupted');
    expect(asked).toEqual([]);
    expect(closed()).toBe(true);
  });
});

describe('render', () => {
  it('shows the median between least and greatest, and the ratio to the first contestant', async () => {
    const { bench } = scripted([1, 1, 1.5, 3_000].map((ms) => ({ ms })));
    const lines = render(bench, await compare(bench, { ...quiet, rounds: 1 }));
    expect(lines).toEqual([
      'median (min – max)         A                B',
      'took [ms], less is better  1.5 (1.5 – 1.5)  3,000 (3,000 – 3,000) 2000.00×',
      '',
      'A: the a',
      'B: the b',
    ]);
  });

  it('says who did not take part and why, below those who did', async () => {
    const { bench } = scripted([1, 1, 1, 1].map((ms) => ({ ms })));
    const standings = await compare(bench, { ...quiet, rounds: 1 });
    const lines = render({ ...bench, absent: [{ name: 'c', why: 'needs a folder' }] }, standings);
    expect(lines.slice(-2)).toEqual(['B: the b', 'C did not take part: needs a folder']);
  });
});
