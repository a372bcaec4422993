import { describe, expect, it } from 'vitest';
import type { ClassCounts, Suspect, Survey } from '../../activities/machine/contract.js';
import { leftoversOf, sweepResult } from './decide.js';

const counts: ClassCounts = {
  inUse: 3,
  inUseWithoutLink: 0,
  inUseWithoutPort: 0,
  leftoverPair: 1,
  leftoverPort: 0,
  leftoverLink: 0,
};
const suspect: Suspect = { name: 'sw1', containerId: 'c1', portId: 'p1', linkIndex: 7 };
const unread = [{ list: 'pods', reason: 'the API server is away' }] as const;

function seen(suspects: readonly Suspect[], more: Partial<Survey> = {}): Survey {
  return { at: '2026-01-01T00:00:00Z', unread: [], counts, suspects, ...more };
}

describe('what two looks let go', () => {
  it.each<[string, Survey, Survey, readonly Suspect[]]>([
    ['a first list unread: nothing', seen([suspect], { unread }), seen([suspect]), []],
    ['a second list unread: nothing', seen([suspect]), seen([suspect], { unread }), []],
    ['suspect only the second time: stays', seen([]), seen([suspect]), []],
    ['suspect only the first time: stays', seen([suspect]), seen([]), []],
    ['its port made anew in between: stays', seen([suspect]), seen([{ ...suspect, portId: 'p2' }]), []],
    ['its link made anew in between: stays', seen([suspect]), seen([{ ...suspect, linkIndex: 8 }]), []],
    ['of another sandbox: stays', seen([suspect]), seen([{ ...suspect, containerId: 'c2' }]), []],
    ['the very same both times: goes', seen([suspect]), seen([suspect]), [suspect]],
  ])('%s', (_, first, second, leftovers) => {
    expect(leftoversOf(first, second)).toEqual(leftovers);
  });
});

describe('the result of a sweep', () => {
  it.each<[string, object]>([
    ['Clean', sweepResult('m1', seen([]), [], undefined)],
    ['WouldSweep', sweepResult('m1', seen([suspect]), [suspect], undefined)],
    ['Swept', sweepResult('m1', seen([suspect]), [suspect], { removed: 1, kept: [] })],
    ['Unknown', sweepResult('m1', seen([], { unread }), [], undefined)],
  ])('is %s', (outcome, result) => {
    expect(result).toMatchObject({ machine: 'm1', outcome });
  });

  it('says what was kept, and what could not be read', () => {
    const kept = [{ name: 'sw1', reason: 'it is in use' }];
    expect(sweepResult('m1', seen([suspect]), [suspect], { removed: 0, kept }).message).toBe(
      'Removed 0, kept 1 that had changed. Seen: 3 in use, 1 without sandbox and pod.',
    );
    expect(sweepResult('m1', seen([], { unread }), [], undefined).message).toContain(
      'the API server is away',
    );
  });
});
