import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celString, celStrings, message } from './cel.js';

describe('a text in CEL', () => {
  it.each([
    ['plain', "'plain'"],
    ["it's", "'it\\'s'"],
    ['a\\b', "'a\\\\b'"],
    ['one\ntwo', "'one\\ntwo'"],
    ['say "x"', `'say "x"'`],
  ])('%s becomes %s', (text, expected) => {
    expect(celString(text)).toBe(expected);
  });

  it('can always be read back, so that no text ends its literal early', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = celString(text);
        const inner = literal.slice(1, -1);
        expect(
          inner.replaceAll(/\\(n|.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
        ).toBe(text);
        expect(inner.replaceAll(/\\./gs, '')).not.toContain("'");
      }),
    );
  });

  it('may be one of a list', () => {
    expect(celStrings(['a', "b'"])).toBe("['a', 'b\\'']");
  });
});

describe('a message of the API server', () => {
  it('is a plain text where everything is known beforehand', () => {
    const parameters = { component: 'Example', nodeType: 'leader', minimum: 1 };
    expect(message('MissingNodeType', parameters)).toEqual({
      message:
        'Example cannot run without node type "leader". Add node type "leader" with at least 1 replica(s).',
    });
  });

  it('is an expression where something is known only then', () => {
    expect(message('UnknownComponent', { component: { cel: 'self' }, known: 'a, b' })).toEqual({
      messageExpression: `'The catalog has no component "' + self + '". Choose one of: a, b.'`,
    });
  });

  it('begins with the position where the field alone does not tell', () => {
    const { message: text } = message('VolumesFixed', {}, 'nodeTypes[name=data].volumes');
    expect(text).toMatch(/^nodeTypes\[name=data\]\.volumes: Members that exist/);
  });

  it('is never made with a gap', () => {
    expect(() => message('UnknownComponent', { known: 'a' })).toThrow('component');
  });
});
