import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { family, parseStat, usageOf } from './process-usage.js';

/** A line as the kernel writes it: 12 s in user mode, 3 s in the kernel, children that ended took 0.5 s and 0.25 s. */
const line = (name: string): string =>
  `4711 (${name}) S 12 4711 4711 0 -1 4194560 2508 100 1 0 1200 300 50 25 20 0 9 0 8125 1567 201`;

describe('parseStat', () => {
  it('reads parent and processor time whatever the program is called', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(parseStat(line(name))).toEqual({ pid: 4711, parent: 12, processorMs: 15_750 });
      }),
    );
  });
});

describe('family', () => {
  it('holds the roots and all that descends from them, in whatever order the processes are listed', () => {
    const parents = new Map([
      [10, 1],
      [40, 30],
      [30, 20],
      [20, 10],
      [50, 1],
    ]);
    const all = [...parents].map(([pid, parent]) => ({ pid, parent, processorMs: 0 }));
    expect(family([10], all).map(({ pid }) => pid)).toEqual([10, 40, 30, 20]);
    expect(family([30, 50], all).map(({ pid }) => pid)).toEqual([40, 30, 50]);
  });
});

describe('usageOf', () => {
  it('counts the memory of this very process at least', async () => {
    expect((await usageOf([process.pid])).residentBytes).toBeGreaterThan(10_000_000);
  });
});
