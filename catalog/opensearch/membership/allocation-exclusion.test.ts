import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adding, effectiveNames, removing, type Exclusions } from './allocation-exclusion.js';

describe('the shared list of names', () => {
  it.each([
    ['begins persistent', {}, { scope: 'persistent', names: ['a'] }],
    ['grows where others are', { persistent: ['b', 'c*'] }, { scope: 'persistent', names: ['b', 'c*', 'a'] }],
    [
      'grows where it counts',
      { transient: ['b'], persistent: ['c'] },
      { scope: 'transient', names: ['b', 'a'] },
    ],
    [
      'grows where an empty one hides the other',
      { transient: [], persistent: ['a'] },
      { scope: 'transient', names: ['a'] },
    ],
    ['stays when the name is in it', { persistent: ['a'] }, undefined],
  ])('%s', (_sentence, lists, write) => {
    expect(adding(lists, 'a')).toEqual(write);
  });

  it.each([
    ['stays without the name', { persistent: ['b'] }, []],
    ['goes when it was alone', { persistent: ['a'] }, [{ scope: 'persistent', names: undefined }]],
    ['keeps the others', { persistent: ['b', 'a', 'a1'] }, [{ scope: 'persistent', names: ['b', 'a1'] }]],
    [
      'loses it in both scopes',
      { transient: ['a'], persistent: ['a', 'b'] },
      [
        { scope: 'transient', names: undefined },
        { scope: 'persistent', names: ['b'] },
      ],
    ],
  ])('%s when the name is taken back', (_sentence, lists, writes) => {
    expect(removing(lists, 'a')).toEqual(writes);
  });

  it('is for the others as it was when a name came and went', () => {
    const names = fc.option(fc.uniqueArray(fc.constantFrom('b', 'c', 'd*'), { minLength: 1 }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(names, names, (transient, persistent) => {
        const before: Exclusions = { transient, persistent };
        const write = adding(before, 'a');
        let lists: Exclusions = write === undefined ? before : { ...before, [write.scope]: write.names };
        expect(effectiveNames(lists)).toContain('a');
        for (const { scope, names: left } of removing(lists, 'a')) lists = { ...lists, [scope]: left };
        expect(lists).toEqual(before);
      }),
    );
  });
});
