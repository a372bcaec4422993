import { z } from 'zod';
import { readMembership, type Membership } from './read-picture.js';
import { ServerRefusal, type ServerApi } from './server-api.js';

const path = '/_cluster/voting_config_exclusions';

/**
 * Takes the vote of a member that has joined, by its name; if it leads, another is elected. Both systems have the same
 * interface (OpenSearch; Elasticsearch 7.8 and later) and count at most ten exclusions at a time.
 */
export async function excludeVote(api: ServerApi, name: string): Promise<void> {
  const { voting } = await readMembership(api);
  if (voting.excluded.includes(name)) return;
  await post(api, [name]);
}

/**
 * Gives the vote back. The interface can only drop all exclusions at once, so those of others are put back at once. In
 * between they may vote again for a moment; whoever drains them looks again before it stops them. One that was given its
 * vote back by somebody else at the very same time may lose it again, until whoever waits for it to settle looks again.
 */
export async function includeVote(api: ServerApi, name: string): Promise<void> {
  const { voting } = await readMembership(api);
  if (!voting.excluded.includes(name)) return;
  await api.send('DELETE', `${path}?wait_for_removal=false`, z.unknown());
  const others = voting.excluded.filter((other) => other !== name);
  if (others.length > 0) await post(api, others);
}

async function post(api: ServerApi, names: readonly string[]): Promise<void> {
  const list = names.map(encodeURIComponent).join(',');
  try {
    await api.send('POST', `${path}?node_names=${list}&timeout=1s`, z.unknown());
  } catch (error) {
    // The exclusion is written and takes effect when it can: how far that is, is looked at elsewhere.
    if (!(error instanceof ServerRefusal && error.type === 'timeout_exception')) throw error;
  }
}

/** Whether votes of this member are still counted, or it leads. */
export function stillVotes(
  membership: Pick<Membership, 'leader' | 'voting'>,
  id: string,
  name: string,
): boolean {
  return membership.leader === name || membership.voting.config.includes(id);
}
