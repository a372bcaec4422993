import { describe, expect, it } from 'vitest';
import { fieldPath, readManifests } from './manifest-file.js';

describe('readManifests', () => {
  it('reads documents between dashes and skips empty ones', () => {
    const found = readManifests('a.yaml', '---\na: 1\n---\n---\n# nothing\n---\nb: 2\n');
    expect(found.map(({ value, position }) => [value, position])).toEqual([
      [{ a: 1 }, 1],
      [{ b: 2 }, 2],
    ]);
  });

  it('reads JSON, and the items of a List', () => {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ a: 1 }, { b: 2 }] });
    expect(readManifests('a.json', list).map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('finds the line of a field, also in a later document and in a list', () => {
    const text =
      'a: 1\n---\nspec:\n  nodeTypes:\n    - name: data\n      replicas: 0\n      config:\n        x.y: 1\n';
    const [, second] = readManifests('a.yaml', text);
    expect(second?.locate('spec.nodeTypes[0].replicas')).toBe('a.yaml:6');
    expect(second?.locate('spec.nodeTypes[0].config[x.y]')).toBe('a.yaml:8');
  });

  it('finds the nearest line for a field that is missing', () => {
    const [only] = readManifests('a.yaml', 'metadata:\n  name: x\nspec:\n  version: "1"\n');
    expect(only?.locate('spec.tenant')).toBe('a.yaml:4');
    expect(only?.locate('(whole resource)')).toBeUndefined();
  });

  const wrong: readonly [string, string, RegExp][] = [
    ['an empty file', '', /holds no resource/],
    ['a file of comments', '# nothing\n', /holds no resource/],
    ['a tab for indentation', 'a:\n\tb: 1\n', /line 2/],
    ['a key that stands twice', 'a: 1\na: 2\n', /line 2/],
    ['an anchor that is not there', 'a: *nowhere\n', /nowhere/],
  ];
  it.each(wrong)('refuses %s with the reason', (_name, text, message) => {
    expect(() => readManifests('a.yaml', text)).toThrow(message);
  });

  it('refuses a file whose references multiply without end', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 9; level += 1) {
      const [name, before] = ['abcdefghij'[level] ?? '', 'abcdefghij'[level - 1] ?? ''];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(() => readManifests('a.yaml', bomb.join('\n'))).toThrow(/cannot be used/);
  });
});

describe('fieldPath', () => {
  it('tells entries from keys', () => {
    expect(fieldPath('spec.nodeTypes[10].config[cluster.name]')).toEqual([
      'spec',
      'nodeTypes',
      10,
      'config',
      'cluster.name',
    ]);
  });
});
