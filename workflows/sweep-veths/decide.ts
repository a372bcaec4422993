import type { ClassCounts, RemovalReport, Suspect, Survey } from '../../activities/machine/contract.js';
import type { SweepVethsResult } from './contract.js';

/**
 * What may go, from two looks a grace period apart.
 *
 * | First look                 | Second look                        | Then    |
 * | -------------------------- | ---------------------------------- | ------- |
 * | a list unread              | any                                | nothing |
 * | any                        | a list unread                      | nothing |
 * | not suspect, or not there  | suspect                            | stays   |
 * | suspect                    | not suspect, or not there          | stays   |
 * | suspect                    | suspect, made anew in between      | stays   |
 * | suspect                    | suspect, the very same             | goes    |
 */
export function leftoversOf(first: Survey, second: Survey): readonly Suspect[] {
  if (first.unread.length > 0 || second.unread.length > 0) return [];
  const before = new Map(first.suspects.map((suspect) => [suspect.name, suspect]));
  return second.suspects.filter((suspect) => same(before.get(suspect.name), suspect));
}

function same(one: Suspect | undefined, other: Suspect): boolean {
  return (
    one?.containerId === other.containerId && one.portId === other.portId && one.linkIndex === other.linkIndex
  );
}

/** The result of a sweep that got as far as its second look. */
export function sweepResult(
  machine: string,
  survey: Survey,
  leftovers: readonly Suspect[],
  removal: RemovalReport | undefined,
): SweepVethsResult {
  const { unread, counts } = survey;
  const seen = summary(counts);
  const base = { machine, counts, removed: removal?.removed ?? 0, kept: removal?.kept ?? [], unread };
  if (unread.length > 0) return unknown(machine, survey);
  if (leftovers.length === 0) return { ...base, outcome: 'Clean', message: `Nothing to remove. ${seen}` };
  if (removal === undefined) {
    const wouldRemove = leftovers.map(({ name }) => name);
    return {
      ...base,
      outcome: 'WouldSweep',
      message: `Would remove ${leftovers.length}. ${seen}`,
      wouldRemove,
    };
  }
  const kept = removal.kept.length === 0 ? '' : `, kept ${removal.kept.length} that had changed`;
  return { ...base, outcome: 'Swept', message: `Removed ${removal.removed}${kept}. ${seen}` };
}

/** Nothing is known, so nothing is removed. */
export function unknown(machine: string, { unread }: Survey): SweepVethsResult {
  const reasons = unread.map(({ list, reason }) => `${list} (${reason})`).join(', ');
  const message = `Nothing was removed, since these lists could not be read in full: ${reasons}.`;
  return { machine, outcome: 'Unknown', message, removed: 0, kept: [], unread };
}

function summary(counts: ClassCounts): string {
  const { inUse, inUseWithoutLink, inUseWithoutPort } = counts;
  const alone = inUseWithoutLink + inUseWithoutPort;
  const odd = alone === 0 ? '' : `, ${alone} in use without port or link`;
  const left = counts.leftoverPair + counts.leftoverPort + counts.leftoverLink;
  return `Seen: ${inUse} in use${odd}, ${left} without sandbox and pod.`;
}
