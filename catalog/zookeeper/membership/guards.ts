import type { Departure, Guard } from '../../../api/membership.js';
import type { Ensemble } from './ensemble.js';
import { votersOf } from './server-list.js';

/**
 * Whether the others can go on without this member. One that goes for long gives its vote up first, so a majority is counted
 * among those who stay; one that restarts keeps it. The only voter may restart, and may never go for long.
 */
export function judgeGuards(
  ensemble: Ensemble | undefined,
  id: number,
  departure: Departure,
): readonly Guard[] {
  const led = {
    name: 'The servers have a leader',
    holds: ensemble !== undefined,
    detail: ensemble === undefined ? 'None of those that answer leads.' : `Server ${ensemble.leader} leads.`,
  };
  if (ensemble === undefined) return [led];
  const voters = votersOf(ensemble.list);
  const others = voters.filter((voter) => voter !== id);
  const there = others.filter((voter) => ensemble.states.get(voter)?.serving === true);
  const missing = others.filter((voter) => !there.includes(voter));
  return [
    led,
    majority(voters.length, others.length, there.length, id, departure),
    {
      name: 'Every other server is in sync',
      holds: missing.length === 0,
      detail:
        `${there.length} of ${others.length} other servers have what the leader has` +
        (missing.length === 0 ? '.' : `, not so ${missing.join(', ')}.`),
    },
  ];
}

function majority(voters: number, others: number, there: number, id: number, departure: Departure): Guard {
  const name = 'A majority of the servers stays';
  // Who has no vote takes none away.
  if (voters === others) {
    return { name, holds: true, detail: `Server ${id} has no vote; ${there} of ${voters} servers stay.` };
  }
  if (others === 0) {
    const detail =
      departure === 'restart'
        ? `Server ${id} is the only one: nobody is served while it restarts.`
        : `Server ${id} is the only one: 0 of 1 would stay, 1 is needed.`;
    return { name, holds: departure === 'restart', detail };
  }
  const counted = departure === 'restart' ? voters : others;
  const needed = Math.floor(counted / 2) + 1;
  return {
    name,
    holds: there >= needed,
    detail: `Without server ${id} there are ${there} of ${voters} servers, ${needed} are needed${
      counted === voters ? '' : ' once its vote is taken'
    }.`,
  };
}
