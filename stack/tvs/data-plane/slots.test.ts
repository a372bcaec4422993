import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Member } from '../../../api/balancer/index.js';
import { affinitySlots, slotsByAffinity, slotsByWeight } from './slots.js';

const member = (index: number, weight = 1, state: Member['state'] = 'up'): Member => ({
  address: `10.90.0.${index}`,
  port: 53,
  weight,
  state,
});

describe('slots', () => {
  it('are shared out by weight, without what the weights have in common', () => {
    expect(slotsByWeight([member(1, 200), member(2, 100)])).toEqual([
      member(1, 200),
      member(1, 200),
      member(2, 100),
    ]);
  });

  it('are none for members that drain or have no weight', () => {
    const members = [member(1, 0), member(2, 1, 'drain')];
    expect(slotsByWeight(members)).toEqual([]);
    expect(slotsByAffinity(members)).toEqual([]);
  });

  it('stay few for many members with odd weights', () => {
    const slots = slotsByWeight(
      Array.from({ length: 200 }, (_, index) => member(index, 1 + ((index * 7) % 256))),
    );
    expect(slots.length).toBeLessThan(1_300);
    expect(new Set(slots).size).toBe(200);
  });

  it('by affinity change only for the clients of a member that leaves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (count, chance) => {
        const members = Array.from({ length: count }, (_, index) => member(index));
        const gone = members[chance % count];
        const before = slotsByAffinity(members);
        const after = slotsByAffinity(members.filter((each) => each !== gone));
        expect(before).toHaveLength(affinitySlots);
        before.forEach((each, slot) => {
          if (each !== gone) expect(after[slot]).toBe(each);
        });
      }),
    );
  });

  it('by affinity follow the weights roughly', () => {
    const slots = slotsByAffinity([member(1, 3), member(2, 1)]);
    const share = slots.filter(({ address }) => address === '10.90.0.1').length / slots.length;
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.9);
  });
});
