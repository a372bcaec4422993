import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { deadlineOf } from './deadline.js';

describe('deadlineOf', () => {
  it("follows the caller's signal, with its reason", () => {
    const caller = new AbortController();
    const deadline = deadlineOf(caller.signal, 60_000);
    caller.abort(new Error('enough'));
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.signal.reason).toEqual(new Error('enough'));
    expect(deadline.timedOut).toBe(false);
    deadline.release();
    expect(deadlineOf(caller.signal, undefined).signal.aborted).toBe(true);
  });

  it('ends when time is up, and says so', () => {
    vi.useFakeTimers();
    try {
      const deadline = deadlineOf(undefined, 100);
      vi.advanceTimersByTime(99);
      expect(deadline.signal.aborted).toBe(false);
      vi.advanceTimersByTime(1);
      expect(deadline.signal.aborted).toBe(true);
      expect(deadline.timedOut).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves nothing behind on the caller's signal", () => {
    const caller = new AbortController();
    for (let i = 0; i < 100; i += 1) deadlineOf(caller.signal, 60_000).release();
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  });
});
