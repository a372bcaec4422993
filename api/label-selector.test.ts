import { describe, expect, it } from 'vitest';
import { selectorIsEmpty, selectorMatches } from './label-selector.js';
import type { LabelSelector } from './pod-template.js';

const expression = (
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist',
  ...values: string[]
): LabelSelector => ({
  matchExpressions: [{ key: 'tier', operator, ...(values.length > 0 && { values }) }],
});

describe('a selector', () => {
  it.each<[string, LabelSelector, Record<string, string>, boolean]>([
    ['that asks for nothing', {}, {}, true],
    ['of a label that is there', { matchLabels: { app: 'web' } }, { app: 'web', more: 'x' }, true],
    ['of a label with another value', { matchLabels: { app: 'web' } }, { app: 'db' }, false],
    ['of a label that is missing', { matchLabels: { app: '' } }, {}, false],
    ['of one of several values', expression('In', 'a', 'b'), { tier: 'b' }, true],
    ['of one of several values, by another', expression('In', 'a', 'b'), { tier: 'c' }, false],
    ['of one of several values, by none', expression('In', 'a'), {}, false],
    ['of any other value', expression('NotIn', 'a'), { tier: 'b' }, true],
    ['of any other value, by that one', expression('NotIn', 'a'), { tier: 'a' }, false],
    ['of any other value, by none', expression('NotIn', 'a'), {}, true],
    ['of any value', expression('Exists'), { tier: '' }, true],
    ['of any value, by none', expression('Exists'), {}, false],
    ['of no value', expression('DoesNotExist'), {}, true],
    ['of no value, by one', expression('DoesNotExist'), { tier: '' }, false],
    [
      'with a part that is not met',
      { matchLabels: { app: 'web' }, ...expression('Exists') },
      { app: 'web' },
      false,
    ],
  ])('%s matches as Kubernetes says', (_what, selector, labels, expected) => {
    expect(selectorMatches(selector, labels)).toBe(expected);
  });

  it('is empty if it has neither labels nor expressions', () => {
    expect(selectorIsEmpty({})).toBe(true);
    expect(selectorIsEmpty({ matchLabels: {}, matchExpressions: [] })).toBe(true);
    expect(selectorIsEmpty({ matchLabels: { a: 'b' } })).toBe(false);
    expect(selectorIsEmpty(expression('Exists'))).toBe(false);
  });
});
