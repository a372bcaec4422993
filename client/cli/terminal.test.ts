import { describe, expect, it } from 'vitest';
import { oneLine, painted, truncate, wantsColour, width } from './terminal.js';

describe('wantsColour', () => {
  const rows: readonly [string, boolean, boolean, Record<string, string>, boolean][] = [
    ['a screen has colours', true, true, {}, true],
    ['a file has none', false, true, {}, false],
    ['--no-color is obeyed', true, false, {}, false],
    ['NO_COLOR is obeyed', true, true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR says nothing', true, true, { NO_COLOR: '' }, true],
    ['FORCE_COLOR colours a file', false, true, { FORCE_COLOR: '1' }, true],
    ['--no-color is stronger than FORCE_COLOR', false, false, { FORCE_COLOR: '1' }, false],
    ['a dumb terminal has none', true, true, { TERM: 'dumb' }, false],
  ];
  it.each(rows)('%s', (_name, screen, flag, env, wanted) => {
    expect(wantsColour(screen, flag, env)).toBe(wanted);
  });
});

describe('truncate', () => {
  it('leaves what fits', () => {
    expect(truncate('abc', 3)).toBe('abc');
  });
  it('ends a longer text with an ellipsis within the columns', () => {
    expect(truncate('abcdef', 4)).toBe('abc…');
  });
  it('does not count colours and closes them', () => {
    const cut = truncate(painted('red', 'abcdef'), 4);
    expect(width(cut)).toBe(4);
    expect(cut.endsWith('\u001b[0m')).toBe(true);
  });
});

describe('oneLine', () => {
  it('lets no foreign escape sequence or line break reach the screen', () => {
    expect(oneLine('a\n  b\u001b[2J\u001b[31mc\u0007')).toBe('a b[2Jc');
  });
});
