import type { Departure, Guard, MoveReport } from '../../../api/membership.js';
import { unavailable } from '../pd/asking.js';
import type { ClusterView } from '../pd/cluster-view.js';
import { PdRefusal, type PdApi } from '../pd/pd-api.js';
import { readPd } from '../pd/read-view.js';
import { pdLed } from './store-guards.js';

type PdView = Pick<ClusterView, 'leader' | 'pd'>;

const report = (isDone: boolean, detail: string): MoveReport => ({
  done: isDone,
  detail,
  remaining: { members: isDone ? 0 : 1 },
});

/** A majority of those who are members then must answer: of all for a restart, of one less when it is struck off. */
export function pdGuards(view: ClusterView, name: string, departure: Departure): readonly Guard[] {
  const others = view.pd.filter((member) => member.name !== name);
  const there = others.filter(({ healthy }) => healthy).length;
  const members = departure === 'restart' ? view.pd.length : others.length;
  const needed = Math.floor(members / 2) + 1;
  const alone = departure === 'restart' && others.length === 0;
  return [
    pdLed(view),
    {
      name: 'PD keeps its quorum',
      holds: alone || there >= needed,
      detail: alone
        ? 'The only member of PD: no region moves and no timestamp is given out while it restarts.'
        : `Without ${name} ${there} of ${members} members answer, ${needed} are needed.`,
    },
  ];
}

/**
 * | member of PD         | leads | next                                      |
 * | -------------------- | ----- | ----------------------------------------- |
 * | no                   |       | done                                      |
 * | yes, the only one    |       | done: it stays                            |
 * | yes                  | yes   | another one that answers is given the lead |
 * | yes                  | no    | it is struck off                          |
 */
export async function drainPd(api: PdApi, name: string): Promise<MoveReport> {
  const { leader, pd } = await led(api);
  if (!pd.some((member) => member.name === name)) return report(true, `${name} is no member of PD.`);
  if (pd.length === 1) return report(true, `${name} is the only member of PD and stays one.`);
  if (leader === name) {
    const heir = pd.find((member) => member.healthy && member.name !== name && member.name !== '');
    if (heir === undefined) return report(false, `${name} leads, and no other member of PD answers.`);
    await api.send('POST', `/leader/transfer/${encodeURIComponent(heir.name)}`);
    return report(false, `${name} hands the lead of PD to ${heir.name}.`);
  }
  try {
    await api.send('DELETE', `/members/name/${encodeURIComponent(name)}`);
  } catch (error) {
    if (!(error instanceof PdRefusal && error.status === 404)) throw error;
  }
  return report(false, `${name} is being struck off PD's list.`);
}

/** One that was struck off joins anew when it starts: nothing marks it. */
export async function undrainPd(api: PdApi, name: string): Promise<MoveReport> {
  const { pd } = await led(api);
  return report(
    true,
    pd.some((member) => member.name === name)
      ? `${name} is a member of PD.`
      : `${name} becomes a member of PD when it starts.`,
  );
}

export async function settlePd(api: PdApi, name: string): Promise<MoveReport> {
  const { leader, pd } = await led(api);
  const member = pd.find((candidate) => candidate.name === name);
  if (member === undefined) {
    return report(
      false,
      `${name} has not joined PD. If it runs with what it had before it was struck off, delete its pod.`,
    );
  }
  if (!member.healthy) return report(false, `${name} does not answer the other members of PD.`);
  return report(true, `${name} is one of ${pd.length} members of PD, led by ${leader}.`);
}

async function led(api: PdApi): Promise<PdView & { readonly leader: string }> {
  const { leader, pd } = await readPd(api);
  if (leader === undefined) throw unavailable('no member of PD leads');
  return { leader, pd };
}
