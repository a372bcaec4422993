export interface BackoffSettings {
  /** Milliseconds after the first failure. */
  readonly baseMs: number;
  /** Milliseconds that are never exceeded. */
  readonly capMs: number;
}

/**
 * Milliseconds to wait after `failures` failures in a row (1 or more): doubling up to the cap, of which a random half
 * is taken off, so that many who failed together do not come back together.
 * @param random from 0 up to, not including, 1
 */
export function backoffMs(failures: number, { baseMs, capMs }: BackoffSettings, random: number): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 52));
  return full * (1 - random / 2);
}
