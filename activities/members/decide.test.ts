import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drainReport, guardsReport } from './decide.js';

const guard = (name: string, holds: boolean): { name: string; holds: boolean; detail: string } => ({
  name,
  holds,
  detail: `numbers of ${name}`,
});

describe('the guards of a member', () => {
  it('are passed when there are none', () => {
    expect(guardsReport([])).toMatchObject({ reached: true, detail: 'the system has no guards' });
  });

  it('are passed exactly when all hold, and those that do not are named with their numbers', () => {
    const guards = fc.array(fc.tuple(fc.constantFrom('copies', 'space', 'quorum'), fc.boolean()));
    fc.assert(
      fc.property(guards, (entries) => {
        const report = guardsReport(entries.map(([name, holds]) => guard(name, holds)));
        const blocking = entries.filter(([, holds]) => !holds);
        expect(report.reached).toBe(blocking.length === 0);
        for (const [name] of blocking) expect(report.detail).toContain(`${name}: numbers of ${name}`);
      }),
    );
  });
});

describe('the wait for a drain', () => {
  it.each([
    [true, false, false, true],
    [true, true, false, true],
    [false, false, false, false],
    [false, false, true, false],
    [false, true, false, false],
    [false, true, true, true],
  ])('done %s, dead %s, forced %s: over %s', (done, dead, forced, over) => {
    const remaining = { units: done ? 0 : 3 };
    const report = drainReport({ done, detail: '3 units left', remaining }, { dead, forced });
    expect(report.reached).toBe(over);
    expect(report.detail).toContain('3 units left');
  });
});
