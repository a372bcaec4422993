import { expect, it } from 'vitest';
import { judgeDrained, judgeGuards } from './activity.js';
import type { Kernel } from './server-api.js';

const now = Date.parse('2026-01-01T12:00:00Z');
const kernel = (state: string): Kernel => ({
  ...{ id: 'k', last_activity: '2026-01-01T11:00:00Z', execution_state: state, connections: 1 },
});
const terminal = (last: string) => ({ name: '1', last_activity: last });

it.each([
  ['idle', true],
  ['dead', true],
  ['busy', false],
  ['starting', false],
  ['restarting', false],
])('a kernel that is %s lets its server go: %s', (state, holds) => {
  const [guard] = judgeGuards(
    { kernels: [kernel(state), kernel('idle')], terminals: [] },
    'lab-server-0',
    now,
  );
  expect(guard).toEqual({
    name: 'No kernel is busy',
    holds,
    detail: `${holds ? 0 : 1} of 2 kernels on lab-server-0 are busy, 2 are open in a browser, last active 2026-01-01T11:00:00Z.`,
  });
});

it.each([
  ['2026-01-01T11:49:00Z', true],
  ['2026-01-01T11:51:00Z', false],
  ['at noon', false],
])('a terminal last used %s lets its server go: %s', (last, holds) => {
  expect(judgeGuards({ kernels: [], terminals: [terminal(last)] }, 'lab-server-0', now)[1]?.holds).toBe(
    holds,
  );
});

it('a server is drained when nothing runs on it, and one that is not there has nothing to lose', () => {
  expect(judgeDrained({ kernels: [], terminals: [] }, 'a').done).toBe(true);
  expect(judgeDrained({ kernels: [], terminals: [terminal('')] }, 'a').done).toBe(false);
  expect(judgeGuards(undefined, 'a', now).every(({ holds }) => holds)).toBe(true);
});
