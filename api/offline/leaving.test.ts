import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWanted, joiningMembers, leavingMembers } from './leaving.js';
import { forcedAnnotation } from './requests.js';

const running = (...ordinals: number[]): { nodeType: string; ordinal: number }[] =>
  ordinals.map((ordinal) => ({ nodeType: 'store', ordinal }));
const specOf = (replicas: number, offlineOrdinals: number[] = []): Parameters<typeof leavingMembers>[0] => ({
  nodeTypes: [{ name: 'store', replicas, offlineOrdinals }],
});
const shown = (leaving: ReturnType<typeof leavingMembers>): string[] =>
  leaving.map(({ member, departure, forced }) => [departure, member.ordinal, forced].join(' ').trim());

describe('members that are to leave', () => {
  it.each([
    ['none while all are asked for', specOf(3), [0, 1, 2], []],
    ['those offline, from the lowest', specOf(4, [2, 0]), [0, 1, 2, 3], ['offline 0', 'offline 2']],
    ['those of a scale-down, from the highest', specOf(2), [0, 1, 2, 3], ['scale-down 3', 'scale-down 2']],
    ['both, those offline first', specOf(3, [1, 4]), [0, 1, 2, 4], ['offline 1', 'scale-down 4']],
    ['only those that run', specOf(4, [1, 2]), [0, 2, 3], ['offline 2']],
    ['all of a dropped node type', { nodeTypes: [] }, [0, 1], ['scale-down 1', 'scale-down 0']],
  ])('are %s', (_, spec, ordinals, expected) => {
    expect(shown(leavingMembers(spec, running(...ordinals), {}))).toEqual(expected);
  });

  it('carry the reason of force, which counts for those offline only', () => {
    const reasons = [1, 3].map((ordinal) => [forcedAnnotation({ nodeType: 'store', ordinal }), 'broken']);
    const annotations = Object.fromEntries(reasons) as Record<string, string>;
    const leaving = leavingMembers(specOf(3, [1]), running(0, 1, 3), annotations);
    expect(shown(leaving)).toEqual(['offline 1 broken', 'scale-down 3']);
  });

  it('are exactly those that run and that the spec does not ask for', () => {
    const ordinals = fc.uniqueArray(fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 }), ordinals, ordinals, (replicas, offline, pods) => {
        const spec = specOf(replicas, offline);
        const leaving = leavingMembers(spec, running(...pods), {}).map(({ member }) => member.ordinal);
        const unwanted = pods.filter((ordinal) => !isWanted(spec, { nodeType: 'store', ordinal }));
        expect(leaving.toSorted()).toEqual(unwanted.toSorted());
      }),
    );
  });
});

describe('members that are to join', () => {
  it.each([
    ['none while all run', specOf(2), [0, 1], []],
    ['those of a scale-up', specOf(4), [0, 1], [2, 3]],
    ['those that are to be online again', specOf(3, [2]), [1], [0]],
    ['none of a dropped node type', { nodeTypes: [] }, [0], []],
  ])('are %s', (_, spec, ordinals, expected) => {
    expect(joiningMembers(spec, running(...ordinals)).map(({ ordinal }) => ordinal)).toEqual(expected);
  });
});
