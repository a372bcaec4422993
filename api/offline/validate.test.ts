import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DistributedClusterSpec } from '../distributed-cluster.js';
import { countOnline } from '../online-members.js';
import { exampleRules, exampleSpec } from '../../test/harness/example-component.js';
import type { TakeOfflineRequest } from './requests.js';
import { operationProblems, withWish } from './validate.js';

const key = { namespace: 'shop', name: 'carts' };

function specOf(store: { replicas: number; offlineOrdinals?: number[] }): DistributedClusterSpec {
  const nodeTypes = exampleSpec.nodeTypes.map((nodeType) =>
    nodeType.name === 'store' ? { ...nodeType, ...store } : nodeType,
  );
  return { ...exampleSpec, nodeTypes };
}

const codesOf = (
  spec: DistributedClusterSpec,
  kind: 'TakeOffline' | 'BringOnline',
  request: Omit<TakeOfflineRequest, 'namespace' | 'name'>,
): string[] => operationProblems(spec, exampleRules, kind, { ...key, ...request }).map((it) => it.code);

describe('an operation on members', () => {
  const four = specOf({ replicas: 4, offlineOrdinals: [1] });

  it.each([
    ['a member that is there', { nodeType: 'store', ordinals: [0] }, []],
    ['an unknown node type', { nodeType: 'shelf', ordinals: [0] }, ['UnknownNodeType']],
    ['nobody', { nodeType: 'store', ordinals: [] }, ['NoOrdinals']],
    ['a member twice', { nodeType: 'store', ordinals: [2, 2] }, ['OrdinalNamedTwice']],
    ['a member that does not exist', { nodeType: 'store', ordinals: [4] }, ['OrdinalNotThere']],
    ['half a member', { nodeType: 'store', ordinals: [0.5] }, ['OrdinalNotThere']],
    ['a member that is offline', { nodeType: 'store', ordinals: [1] }, ['MemberOffline']],
    ['more than can be spared', { nodeType: 'store', ordinals: [0, 2] }, ['LastMembersDropped']],
    ['the only leader', { nodeType: 'leader', ordinals: [0] }, ['LastMembersDropped']],
    [
      'a member by force, saying nothing',
      { nodeType: 'store', ordinals: [0], force: { reason: ' ' } },
      ['ForceWithoutReason'],
    ],
  ])('that takes %s offline is judged', (_, request, codes) => {
    expect(codesOf(four, 'TakeOffline', request)).toEqual(codes);
  });

  it.each([
    ['a member that is offline', [1], []],
    ['a member that is not', [0], ['MemberOnline']],
    ['a member that does not exist', [9], ['OrdinalNotThere']],
  ])('that brings %s online is judged', (_, ordinals, codes) => {
    expect(codesOf(four, 'BringOnline', { nodeType: 'store', ordinals })).toEqual(codes);
  });

  it('that is allowed never leaves fewer than the component needs', () => {
    const request = fc.record({
      replicas: fc.integer({ min: 2, max: 6 }),
      ordinals: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(request, ({ replicas, ordinals }) => {
        const allowed =
          codesOf(specOf({ replicas }), 'TakeOffline', { nodeType: 'store', ordinals }).length === 0;
        const possible = ordinals.every((it) => it < replicas) && replicas - ordinals.length >= 2;
        expect(allowed).toBe(possible);
      }),
    );
  });

  it('is undone by its opposite, whatever was offline before', () => {
    const wish = fc.record({
      offline: fc.uniqueArray(fc.integer({ min: 0, max: 9 })),
      ordinal: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(wish, ({ offline, ordinal }) => {
        const before = specOf({ replicas: 10, offlineOrdinals: offline.filter((it) => it !== ordinal) });
        const taken = withWish(before, { nodeType: 'store', ordinal }, true);
        const back = withWish(taken, { nodeType: 'store', ordinal }, false);
        const online = (spec: DistributedClusterSpec): number[] => spec.nodeTypes.map(countOnline);
        expect(online(back)).toEqual(online(before));
        expect(online(taken)[1]).toBe((online(before)[1] ?? 0) - 1);
      }),
    );
  });
});
