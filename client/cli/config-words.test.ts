import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeConfig, parseConfigWords, shellWord, undoWords } from './config-words.js';

describe('parseConfigWords', () => {
  it('sets and removes, with numbers and truths as such and texts that only look alike as texts', () => {
    expect(
      parseConfigWords(['a.b=5', 'c=true', 'v=1.10', 'q="5"', 'e=', 'url=http://x/?a=b', 'gone-']),
    ).toEqual([
      { kind: 'set', key: 'a.b', value: 5 },
      { kind: 'set', key: 'c', value: true },
      { kind: 'set', key: 'v', value: '1.10' },
      { kind: 'set', key: 'q', value: '5' },
      { kind: 'set', key: 'e', value: '' },
      { kind: 'set', key: 'url', value: 'http://x/?a=b' },
      { kind: 'remove', key: 'gone' },
    ]);
  });

  it.each([['word'], ['=5'], ['-'], ['']])('refuses %j', (word) => {
    expect(() => parseConfigWords([word])).toThrow(/no setting/);
  });

  it('refuses a key that comes twice', () => {
    expect(() => parseConfigWords(['a=1', 'a-'])).toThrow(/given twice/);
  });
});

describe('undoWords', () => {
  const key = fc.stringMatching(/^[a-z][a-z.]{0,5}$/);
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('5', 'true', '"x"', ''));
  const config = fc.dictionary(key, value, { noNullPrototype: true });

  it('leads back to the settings before, whatever they and the change were', () => {
    fc.assert(
      fc.property(config, config, fc.array(key), (before, set, removed) => {
        const changes = [
          ...Object.entries(set).map(([name, to]) => ({ kind: 'set' as const, key: name, value: to })),
          ...[...new Set(removed)]
            .filter((name) => !Object.hasOwn(set, name))
            .map((name) => ({ kind: 'remove' as const, key: name })),
        ];
        const after = changeConfig(before, changes);
        expect(changeConfig(after, parseConfigWords(undoWords(before, changes)))).toEqual(before);
      }),
    );
  });
});

describe('shellWord', () => {
  it.each([
    ['a.b=5', 'a.b=5'],
    ['a=x y', "'a=x y'"],
    ["a=it's", `'a=it'\\''s'`],
    ['', "''"],
  ])('writes %j as %s', (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });
});
