import { describe, expect, it } from 'vitest';
import { linesOf } from './corpus.js';

describe('linesOf', () => {
  it('keeps lines with words and counts all of them from 1', () => {
    expect(linesOf('a.md', '# Title\n\n---\n  second words \n42')).toEqual([
      { file: 'a.md', number: 1, text: '# Title' },
      { file: 'a.md', number: 4, text: 'second words' },
    ]);
  });
});
