import { beforeEach, describe, expect, it } from 'vitest';
import { Spacing } from './spacing.js';

const set = 'shop/web';
let now = 0;
let spacing: Spacing;

beforeEach(() => {
  now = 1_000;
  spacing = new Spacing(() => now);
});

describe('the pause between looks at a set', () => {
  it('is none before the first look, and none for a small set', () => {
    expect(spacing.dueInMs(set)).toBe(0);
    spacing.looked(set, 20);
    expect(spacing.dueInMs(set)).toBe(0);
  });

  it('grows with the number of pods up to a limit, and passes', () => {
    spacing.looked(set, 500);
    expect(spacing.dueInMs(set)).toBe(10);
    now += 4;
    expect(spacing.dueInMs(set)).toBe(6);
    now += 6;
    expect(spacing.dueInMs(set)).toBe(0);
    spacing.looked(set, 100_000);
    expect(spacing.dueInMs(set)).toBe(20);
  });

  it('is that of each set alone, and ends with the set', () => {
    spacing.looked(set, 500);
    expect(spacing.dueInMs('shop/other')).toBe(0);
    spacing.forget(set);
    expect(spacing.dueInMs(set)).toBe(0);
  });
});
