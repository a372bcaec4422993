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

/** All members of an operation: those that it dealt with, in the order of their pods, and the rest, which it did not come to. */
export function withUntouched(
  results: readonly MemberResult[],
  pods: readonly string[],
): readonly MemberResult[] {
  const untouched = pods.slice(results.length);
  return [
    ...results,
    ...untouched.map((member): MemberResult => ({ member, outcome: 'Untouched', durations: {} })),
  ];
}
