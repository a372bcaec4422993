import { expect, it } from 'vitest';
import { ownPages } from './memory.js';

it('counts the pages of the process itself, and not those of its program file', () => {
  const status =
    'Name:\tnode\nVmRSS:\t   90000 kB\nRssAnon:\t   50000 kB\nRssFile:\t   40000 kB\nVmSwap:\t     100 kB\n';
  expect(ownPages(status)).toBe(50_100 * 1_024);
  expect(ownPages('Name:\tnode\n')).toBeNaN();
});
