import { expect, it } from 'vitest';
import { resultOf } from './result.js';

const seen = { bound: 3, released: 2, assignments: 5 };
const none = { seen, found: { expired: 0, former: 0, orphan: 0 }, freed: 0, kept: 0, examples: [] };
const some = { ...none, found: { expired: 2, former: 1, orphan: 1 }, freed: 3, kept: 1 };

it.each([
  [none, false, 'Clean', 'Nothing is over; 3 bound and 2 kept.'],
  [none, true, 'Clean', 'Nothing is over; 3 bound and 2 kept.'],
  [some, true, 'WouldSweep', 'Would give up 2 expired, 1 former, 1 without reservation; 3 bound and 2 kept.'],
  [
    some,
    false,
    'Swept',
    'Found 2 expired, 1 former, 1 without reservation: freed 3 addresses; 1 changed meanwhile or are still in use; 3 bound and 2 kept.',
  ],
])('a sweep says what it found and did (%#)', (report, dryRun, outcome, message) => {
  expect(resultOf(report, dryRun)).toMatchObject({ outcome, message });
});
