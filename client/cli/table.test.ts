import { describe, expect, it } from 'vitest';
import { table } from './table.js';
import { painted } from './terminal.js';

const columns = [
  { title: 'NAME', value: (row: [string, string]) => row[0] },
  { title: 'STATE', value: (row: [string, string]) => row[1] },
];

describe('table', () => {
  it('lines the columns up and leaves no blanks at the end of a line', () => {
    expect(
      table(columns, [
        ['a', 'ok'],
        ['longer', ''],
      ]),
    ).toEqual(['NAME    STATE', 'a       ok', 'longer  -']);
  });
  it('does not count colours as characters', () => {
    const [, line] = table(columns, [[painted('red', 'a'), 'ok']]);
    expect(line).toBe(`${painted('red', 'a')}     ok`);
  });
});
