import { describe, expect, it } from 'vitest';
import { formatAge, formatSpan, parseSpan } from './duration.js';

describe('formatSpan shows the two largest units', () => {
  it.each([
    [0, '0s'],
    [-5, '0s'],
    [999, '0s'],
    [45_000, '45s'],
    [190_000, '3m10s'],
    [180_000, '3m'],
    [3_600_000 + 59_000, '1h'],
    [2 * 86_400_000 + 4 * 3_600_000 + 1, '2d4h'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatSpan(milliseconds)).toBe(text);
  });
});

describe('formatAge', () => {
  it('is empty for what has no time', () => {
    expect(formatAge(undefined, 0)).toBe('');
    expect(formatAge('yesterday', 0)).toBe('');
  });
});

describe('parseSpan', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['0', 0],
    ['-1', undefined],
    ['soon', undefined],
    ['10 m', undefined],
    ['', undefined],
  ])('%j is %s ms', (text, milliseconds) => {
    expect(parseSpan(text)).toBe(milliseconds);
  });
});
