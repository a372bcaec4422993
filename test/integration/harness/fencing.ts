import type { Act } from './acting-controller.js';
import type { Answer, Tenure } from './tenures.js';

/** What a contest left behind. `toUnixMs` turns the time of an act into the clock of the tenures. */
export interface Evidence {
  readonly acts: readonly Act[];
  readonly answers: readonly Answer[];
  readonly tenures: ReadonlyMap<number, Tenure>;
  readonly leaseDurationMs: number;
  readonly toUnixMs: (at: string) => number;
}

/**
 * Every act that its process had no right to, as a sentence:
 *
 * | Act                                                              | Wrong because                                    |
 * | ---------------------------------------------------------------- | ------------------------------------------------ |
 * | under a tenure that the lease never had, or of another holder    | whoever acted had never led                      |
 * | later than the lease's duration after the tenure's last renewal  | another could have taken the lease by then       |
 * | after the next holder asked for the lease                        | another has taken the lease                      |
 * | a write to the API server, in its order after the next tenure    | another has taken the lease, whatever clocks say |
 */
export function trespasses({
  acts,
  answers,
  tenures,
  leaseDurationMs,
  toUnixMs,
}: Evidence): readonly string[] {
  const found: string[] = [];
  for (const { identity, transitions, at, key } of acts) {
    const tenure = tenures.get(transitions);
    const what = `${identity} acted on ${key} under tenure ${transitions}`;
    if (tenure?.holder !== identity) {
      found.push(`${what}, which was not its own`);
      continue;
    }
    const late = toUnixMs(at) - (tenure.renewedAt + leaseDurationMs);
    if (late > 0) found.push(`${what} ${late} ms after its lease could be taken`);
    const overlap = toUnixMs(at) - (tenures.get(transitions + 1)?.acquiredAt ?? Infinity);
    if (overlap > 0) found.push(`${what} ${overlap} ms after the next was asked for`);
  }
  for (const { key, transitions, revision } of answers) {
    const next = tenures.get(transitions + 1);
    const what = `${key} was written at ${revision} under tenure ${transitions}`;
    if (!tenures.has(transitions)) found.push(`${what}, which nobody had`);
    if (next !== undefined && revision > next.acquiredRevision)
      found.push(`${what}, after the next began at ${next.acquiredRevision}`);
  }
  return found;
}
