import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('doubles up to the cap, less a random half at most', () => {
    const settings = { baseMs: 100, capMs: 1_000 };
    expect([1, 2, 3, 4, 5].map((failures) => backoffMs(failures, settings, 0))).toEqual([
      100, 200, 400, 800, 1_000,
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const ms = backoffMs(failures, settings, random);
          expect(ms).toBeGreaterThanOrEqual(50);
          expect(ms).toBeLessThanOrEqual(1_000);
        },
      ),
    );
  });
});
