import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Life } from './life.js';

/** PROPERTY_RUNS=50 looks fifty times as long. */
const runs = (number: number) => ({ numRuns: number * Number(process.env.PROPERTY_RUNS ?? 1) });

vi.setConfig({ testTimeout: 3_600_000 });

const small = fc.record({
  seed: fc.nat(),
  names: fc.integer({ min: 2, max: 25 }),
  pods: fc.constant(60),
  allocators: fc.integer({ min: 1, max: 3 }),
  loss: fc.constantFrom(0, 0.02, 0.1),
  deaths: fc.constantFrom(0, 0.01, 0.05),
  wishes: fc.constantFrom(0, 0.2, 0.6),
  ranges: fc.constant(['10.1.0.1-10.1.0.30']),
});

describe('whoever leads, and whatever is lost', () => {
  it('no address runs twice or goes to another before its time, and in the end nothing is left', async () => {
    let [started, returned] = [0, 0];
    await fc.assert(
      fc.asyncProperty(small, async (settings) => {
        const life = new Life(settings);
        await life.live();
        expect(life.machines.violations).toEqual([]);
        await life.end();
        expect(life.machines.violations).toEqual([]);
        expect(life.left).toEqual([]);
        started += life.machines.started;
        returned += life.machines.returned;
      }),
      runs(40),
    );
    // Or nothing was put to the test.
    expect(started).toBeGreaterThan(500);
    expect(returned).toBeGreaterThan(20);
  });

  it('so it is with 10,000 pods', async () => {
    const life = new Life({
      seed: 20_260_301,
      names: 4_000,
      pods: 10_000,
      allocators: 3,
      loss: 0.01,
      deaths: 0.0002,
      wishes: 0.02,
      ranges: ['10.1.0.0/16'],
    });
    await life.live();
    expect(life.machines.violations).toEqual([]);
    await life.end();
    expect(life.machines.violations).toEqual([]);
    expect(life.left).toEqual([]);
    expect(life.machines.started).toBeGreaterThan(5_000);
  });
});
