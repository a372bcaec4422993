import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { VipLife } from './vip-life.js';

/** PROPERTY_RUNS=50 looks fifty times as long. */
const runs = (number: number) => ({ numRuns: number * Number(process.env.PROPERTY_RUNS ?? 1) });

vi.setConfig({ testTimeout: 3_600_000 });

const lives = fc.record({
  seed: fc.nat(),
  names: fc.integer({ min: 2, max: 6 }),
  addresses: fc.integer({ min: 3, max: 8 }),
  steps: fc.constant(60),
  loss: fc.constantFrom(0, 0, 0.05, 0.2),
  pace: fc.constantFrom(0.4, 0.7, 0.9),
  finalizer: fc.boolean(),
});

describe('whatever is lost and in whatever order looks overlap', () => {
  it('the balancer has what Kubernetes says in the end, no VIP of a living Service was removed, and none was made twice', async () => {
    const counts = { make: 0, change: 0, remove: 0 };
    await fc.assert(
      fc.asyncProperty(lives, async (settings) => {
        const life = new VipLife(settings);
        await life.live();
        expect(life.violations).toEqual([]);
        for (const { verb } of life.balancer.vips.journal) counts[verb] += 1;
      }),
      runs(150),
    );
    // Or nothing was put to the test.
    expect(counts.make).toBeGreaterThan(200);
    expect(counts.change).toBeGreaterThan(200);
    expect(counts.remove).toBeGreaterThan(20);
  });
});
