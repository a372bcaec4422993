import type { MemberResult } from './contract.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Filled in as the parts of an operation end. */
export type Durations = Writable<MemberResult['durations']>;

/** A clock of laps: each call answers the milliseconds since the one before, by the workflow's clock. */
export function took(): () => number {
  let last = Date.now();
  return () => {
    const now = Date.now();
    const lap = now - last;
    last = now;
    return lap;
  };
}
