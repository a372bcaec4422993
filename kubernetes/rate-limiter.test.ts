import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.js';
import { RateLimiter } from './rate-limiter.js';

describe('RateLimiter', () => {
  it('lets a burst through at once and the rest at the rate, in order of arrival', async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ qps: 10, burst: 2 }, clock);
    const passed: number[] = [];
    for (const number of [0, 1, 2, 3]) void limiter.acquire().then(() => passed.push(number));
    await clock.advance(0);
    expect(passed).toEqual([0, 1]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1, 2]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1, 2, 3]);
  });

  it('saves up no more than a burst during a pause', async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ qps: 10, burst: 2 }, clock);
    await clock.advance(60_000);
    let passed = 0;
    for (let i = 0; i < 5; i += 1) void limiter.acquire().then(() => (passed += 1));
    await clock.advance(0);
    expect(passed).toBe(2);
  });

  it('gives the place of a cancelled caller to the next one', async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ qps: 1, burst: 1 }, clock);
    await limiter.acquire();
    const abort = new AbortController();
    const cancelled = limiter.acquire(abort.signal);
    abort.abort(new Error('no longer wanted'));
    await expect(cancelled).rejects.toThrow('no longer wanted');
    let passed = false;
    void limiter.acquire().then(() => (passed = true));
    await clock.advance(1_000);
    expect(passed).toBe(true);
  });
});
