import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countMembersOnline, countOnline, isToBeOnline } from './online-members.js';

const nodeTypes = fc.record({
  replicas: fc.integer({ min: 0, max: 20 }),
  offlineOrdinals: fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 10 }),
});

describe('members online', () => {
  it.each([
    ['all without a wish', { replicas: 3 }, 3],
    ['less those offline', { replicas: 3, offlineOrdinals: [1] }, 2],
    ['each of them once', { replicas: 3, offlineOrdinals: [1, 1] }, 2],
    ['and none out of range', { replicas: 3, offlineOrdinals: [3, 7] }, 3],
  ])('are %s', (_, nodeType, online) => expect(countOnline(nodeType)).toBe(online));

  it('are as many as there are ordinals to be online, whatever is listed', () => {
    fc.assert(
      fc.property(nodeTypes, (nodeType) => {
        const ordinals = Array.from({ length: 40 }, (_, ordinal) => ordinal);
        expect(countOnline(nodeType)).toBe(ordinals.filter((it) => isToBeOnline(nodeType, it)).length);
      }),
    );
  });

  it('are summed over node types', () => {
    const [leader, data] = [
      { name: 'leader', replicas: 1 },
      { name: 'data', replicas: 3, offlineOrdinals: [0] },
    ];
    expect(countMembersOnline({ nodeTypes: [leader, data] })).toBe(3);
  });
});
