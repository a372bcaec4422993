import { beforeEach, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

let now: number;
let breaker: CircuitBreaker;

beforeEach(() => {
  now = 1_000;
  const settings = { failures: 3, firstPauseMs: 100, longestPauseMs: 1_000, longestRetryAfterMs: 5_000 };
  breaker = new CircuitBreaker(settings, { monotonic: () => now });
});

function fail(times: number): void {
  for (let time = 0; time < times; time += 1) {
    breaker.refusal();
    breaker.failed();
  }
}

it('lets all pass as long as failures are no more than a few in a row', () => {
  fail(2);
  breaker.succeeded();
  fail(2);
  expect(breaker.refusal()).toBeUndefined();
});

it('opens after so many failures in a row, and says for how long', () => {
  fail(3);
  expect(breaker.refusal()).toBe(100);
  now += 60;
  expect(breaker.refusal()).toBe(40);
});

it('lets a single probe pass when its time is over', () => {
  fail(3);
  now += 100;
  expect(breaker.refusal()).toBeUndefined();
  expect(breaker.refusal()).toBe(100);
});

it('closes when the probe succeeds', () => {
  fail(3);
  now += 100;
  breaker.refusal();
  breaker.succeeded();
  expect([breaker.refusal(), breaker.refusal()]).toEqual([undefined, undefined]);
});

it('is open for twice as long each time that the probe fails, up to the longest', () => {
  fail(3);
  const pauses: (number | undefined)[] = [];
  for (let probe = 0; probe < 6; probe += 1) {
    now += 1_000;
    breaker.refusal();
    breaker.failed();
    pauses.push(breaker.refusal());
  }
  expect(pauses).toEqual([200, 400, 800, 1_000, 1_000, 1_000]);
});

it('does as Retry-After says at the first failure already, but not for ever', () => {
  breaker.failed(300);
  expect(breaker.refusal()).toBe(300);
  breaker.failed(60_000);
  expect(breaker.refusal()).toBe(5_000);
});

it('does not stay open for longer because of what was sent before it opened', () => {
  fail(3);
  now += 50;
  breaker.failed();
  expect(breaker.refusal()).toBe(50);
});

it('lets another probe pass when nobody waited for the one before', () => {
  fail(3);
  now += 100;
  breaker.refusal();
  breaker.abandoned();
  expect(breaker.refusal()).toBeUndefined();
});
