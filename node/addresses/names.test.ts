import { describe, expect, it } from 'vitest';
import { assignmentName, macOf, reservationName } from './names.js';

describe('names that derive from addresses and pods', () => {
  it('write IPv6 out in full', () => {
    expect(assignmentName('fd00:90::1')).toBe('fd00-0090-0000-0000-0000-0000-0000-0001');
    expect(assignmentName('::1')).toBe('0000-0000-0000-0000-0000-0000-0000-0001');
    expect(assignmentName('fd00:1:2:3:4:5:6:7')).toBe('fd00-0001-0002-0003-0004-0005-0006-0007');
    expect(assignmentName('10.90.64.5')).toBe('10.90.64.5');
  });

  it('give the same pod the same MAC wherever it runs', () => {
    expect(macOf(['10.90.64.5', 'fd90::5'])).toBe('0a:58:0a:5a:40:05');
    expect(macOf(['fd90::5'])).toMatch(/^0a:58(:[0-9a-f]{2}){4}$/);
  });

  it('stay apart when they must be cut', () => {
    const long = 'a'.repeat(253);
    const names = [reservationName('x', `${long}a`), reservationName('x', `${long}b`)];
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toHaveLength(253);
    expect(reservationName('x', 'y')).toBe('x.y');
  });
});
