import { describe, expect, it } from 'vitest';
import { selectorMatches } from '../../api/label-selector.js';
import type { LabelSelector } from '../../api/pod-template.js';
import { aSet, templateOfImage } from './observation.fixture.js';
import { selectorsOverlap, selectorText } from './selectors.js';

const expression = (
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist',
  values?: string[],
): LabelSelector => ({
  matchExpressions: [{ key: 'tier', operator, ...(values && { values }) }],
});

describe('selectorMatches', () => {
  const rows: readonly [LabelSelector, Record<string, string>, boolean][] = [
    [{}, {}, true],
    [{ matchLabels: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ matchLabels: { a: '1', b: '2' } }, { a: '1' }, false],
    [expression('In', ['x', 'y']), { tier: 'y' }, true],
    [expression('In', ['x', 'y']), {}, false],
    [expression('NotIn', ['x']), { tier: 'x' }, false],
    [expression('NotIn', ['x']), {}, true],
    [expression('Exists'), { tier: '' }, true],
    [expression('Exists'), {}, false],
    [expression('DoesNotExist'), {}, true],
    [expression('DoesNotExist'), { tier: 'x' }, false],
  ];
  it.each(rows)('by %j labels %j: %s', (selector, labels, selected) => {
    expect(selectorMatches(selector, labels)).toBe(selected);
  });
});

it('selectorText writes the terms as kubectl reads them', () => {
  const selector: LabelSelector = {
    matchLabels: { b: '2', a: '1' },
    matchExpressions: [
      { key: 'c', operator: 'In', values: ['y', 'x'] },
      { key: 'd', operator: 'NotIn', values: ['z'] },
      { key: 'e', operator: 'Exists' },
      { key: 'f', operator: 'DoesNotExist' },
    ],
  };
  expect(selectorText(selector)).toBe('a=1,b=2,c in (x,y),d notin (z),e,!f');
});

describe('selectorsOverlap', () => {
  const one = aSet();
  it('finds a set that selects the pods of another', () => {
    const wider = aSet(
      { selector: {}, template: { ...templateOfImage('x'), metadata: {} } },
      { uid: 'other' },
    );
    expect(selectorsOverlap(one, wider)).toBe(true);
    expect(selectorsOverlap(wider, one)).toBe(true);
  });

  it('finds nothing between sets that select different pods, are in two namespaces, or are one', () => {
    const labels = { app: 'db' };
    const template = { ...templateOfImage('x'), metadata: { labels } };
    const different = aSet({ selector: { matchLabels: labels }, template }, { uid: 'other' });
    expect(selectorsOverlap(one, different)).toBe(false);
    expect(selectorsOverlap(one, aSet({}, { uid: 'other', namespace: 'elsewhere' }))).toBe(false);
    expect(selectorsOverlap(one, one)).toBe(false);
  });
});
