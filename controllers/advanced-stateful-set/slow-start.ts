export interface SlowStartLimits {
  /** How many are under way at once at most. */
  readonly most: number;
  /** After this many failures without a success in between no more are begun. */
  readonly failuresInARow: number;
}

/**
 * Does many things of a kind in parallel without hammering on what fails: one at first, and one more for each success,
 * which doubles their number with each round as Kubernetes' `slowStartBatch` does, but waits for no round to be over. A
 * failure takes it back to one. It is not the end: one that fails for reasons of its own must not hold up all the others.
 *
 * @param work whether it succeeded; must not reject
 * @returns whether all were begun
 */
export async function slowStart<T>(
  items: readonly T[],
  { most, failuresInARow }: SlowStartLimits,
  work: (item: T) => Promise<boolean>,
): Promise<boolean> {
  const waiting = items.values();
  let begun = 0;
  let window = 1;
  let underWay = 0;
  let failures = 0;

  return new Promise((resolve) => {
    const fill = (): void => {
      while (underWay < window && failures < failuresInARow) {
        const next = waiting.next();
        if (next.done === true) break;
        begun += 1;
        underWay += 1;
        void work(next.value).then(settle);
      }
      if (underWay === 0) resolve(begun === items.length);
    };
    const settle = (succeeded: boolean): void => {
      underWay -= 1;
      window = succeeded ? Math.min(most, window + 1) : 1;
      failures = succeeded ? 0 : failures + 1;
      fill();
    };
    fill();
  });
}
