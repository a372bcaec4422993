import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reservedMemory } from './kubelet.js';

const gibibyte = 2 ** 30;

describe('reservedMemory', () => {
  it.each([
    ['one machine leaves alone what the servers take', 24, 1, 4],
    ['two machines share what the servers leave', 24, 2, 14],
    ['nine machines on a small computer have one GiB each, though it is more than there is', 8, 9, 7],
    ['a computer of less than one GiB gives pods all of it', 0.5, 1, 0],
  ])('%s', (_name, total, machines, reserved) => {
    expect(reservedMemory(total * gibibyte, machines)).toBe(reserved * gibibyte);
  });

  it('leaves, over all machines, no more for pods than there is once the servers have theirs', () => {
    const size = fc
      .integer({ min: 1, max: 9 })
      .chain((machines) =>
        fc.tuple(fc.constant(machines), fc.integer({ min: (4 + machines) * gibibyte, max: 2 ** 42 })),
      );
    fc.assert(
      fc.property(size, ([machines, total]) => {
        const reserved = reservedMemory(total, machines);
        expect(Number.isInteger(reserved)).toBe(true);
        // Rounding takes less than a byte for each machine.
        expect((total - reserved) * machines).toBeLessThanOrEqual(total - 4 * gibibyte + machines);
        expect(total - reserved).toBeGreaterThanOrEqual(gibibyte);
      }),
    );
  });

  it('never reserves more than there is, nor less than nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 42 }), fc.integer({ min: 1, max: 9 }), (total, machines) => {
        const reserved = reservedMemory(total, machines);
        expect(reserved).toBeGreaterThanOrEqual(0);
        expect(reserved).toBeLessThan(total);
      }),
    );
  });
});
