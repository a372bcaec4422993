import type { Draft } from './draft.js';
import type { Member } from './membership.js';
import { isAvailable, isFaulty } from './pod-state.js';
import type { Situation } from './situation.js';

/**
 * Ends the pods of condemned ordinals, highest first. Parallel ends all at once. OrderedReady comes here only when every
 * wanted pod is available, and ends one at a time:
 *
 * | the highest condemned pod | a lower condemned pod          | OrderedReady         |
 * | ------------------------- | ------------------------------ | -------------------- |
 * | terminating               |                                | waits for it to go   |
 * | available                 |                                | ends it              |
 * | not available             | not available and may recover  | waits for the lower  |
 * | not available             | otherwise                      | ends it              |
 *
 * A lower pod that is faulty is not waited for, since it would be for ever.
 *
 * @returns what OrderedReady waits for, as a clause
 */
export function decideScaleDown(situation: Situation, draft: Draft): string | undefined {
  const { condemned } = situation.members;
  if (situation.set.spec.podManagementPolicy === 'Parallel') {
    for (const member of condemned) if (!member.pod.terminating) end(draft, member);
    return undefined;
  }
  const [highest, ...lower] = condemned;
  if (highest === undefined) return undefined;
  if (highest.pod.terminating) return `${highest.pod.name} to be gone`;
  if (!isUp(situation, highest)) {
    const recovering = lower.findLast(
      (member) => !isUp(situation, member) && !isFaulty(member.pod, situation.now),
    );
    if (recovering !== undefined) return `${recovering.pod.name} to become available`;
  }
  end(draft, highest);
  return `${highest.pod.name} to be gone`;
}

function isUp({ set, now }: Situation, { pod }: Member): boolean {
  return isAvailable(pod, set.spec.minReadySeconds, now) && !pod.terminating;
}

function end(draft: Draft, { pod: { name, uid } }: Member): void {
  draft.add(name, { kind: 'deletePod', name, uid, reason: 'scaledDown' });
}
