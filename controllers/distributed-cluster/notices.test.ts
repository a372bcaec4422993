import { expect, it } from 'vitest';
import { Notices } from './notices.js';

it('gives a notice once, again when it differs, and again when it led to nothing for a while', () => {
  let now = 0;
  const notices = new Notices(() => now);
  const give = (notice: string | undefined): boolean => {
    if (!notices.isDue('a/b', notice)) return false;
    notices.told('a/b', notice);
    return true;
  };
  expect(give('spec changed 1')).toBe(true);
  expect(give('spec changed 1')).toBe(false);
  expect(give('spec changed 2')).toBe(true);
  now += 60_000;
  expect(give('spec changed 2')).toBe(true);
});

it('gives a notice anew after the cluster was at rest', () => {
  const notices = new Notices(() => 0);
  notices.told('a/b', 'set missing');
  expect(notices.isDue('a/b', undefined)).toBe(false);
  expect(notices.isDue('a/b', 'set missing')).toBe(true);
});
