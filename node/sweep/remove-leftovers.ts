import type { RemovalReport, Suspect } from '../../activities/machine/contract.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { KeyedTurns } from '../keyed-turns.js';
import { removePorts } from '../ovsdb/port-transactions.js';
import { classify, reasonToKeep, type Attachment } from './classify.js';
import { readLists, type SweptMachine } from './survey.js';

/** So many go in one transaction; a change of one of them in between costs a repetition for this many. */
const BATCH = 200;

/**
 * The last look at each, with its turn taken: from then on nobody adds or removes it, and what the lists say holds.
 * @throws StatewrightError of the list that could not be read; what was removed before stays removed
 */
export async function removeLeftovers(
  machine: SweptMachine,
  suspects: readonly Suspect[],
): Promise<RemovalReport> {
  const kept: { name: string; reason: string }[] = [];
  let removed = 0;
  for (let from = 0; from < suspects.length; from += BATCH) {
    const batch = suspects.slice(from, from + BATCH);
    const report = await inAllTurns(
      machine.network.turns,
      batch.map(({ name }) => name),
      () => removeBatch(machine, batch),
    );
    removed += report.removed;
    kept.push(...report.kept);
  }
  return { removed, kept };
}

async function removeBatch(machine: SweptMachine, suspects: readonly Suspect[]): Promise<RemovalReport> {
  const { network } = machine;
  const reading = await readLists(machine);
  if (!reading.complete) {
    const [first] = reading.unread;
    throw new StatewrightError('ListUnread', { list: first?.list ?? '', reason: first?.reason ?? '' });
  }
  const now = new Map(
    // This removal holds the turns itself; who adds waits, and has said so before.
    classify(reading.lists, (name) => network.additions.has(name)).map((one) => [one.name, one]),
  );
  const kept: { name: string; reason: string }[] = [];
  const leaving: Attachment[] = [];
  for (const suspect of suspects) {
    const attachment = now.get(suspect.name);
    const reason = reasonToKeep(suspect, attachment);
    if (reason !== undefined) kept.push({ name: suspect.name, reason });
    else if (attachment !== undefined) leaving.push(attachment);
  }
  const ports = leaving.flatMap(({ port }) => port ?? []);
  // Its preconditions are the rows as they were seen: it removes all of these or, if one has changed, none.
  await network.database.transact(removePorts(network.bridge, ports));
  await network.flows.remove(ports);
  await network.links.purge(
    leaving.filter(({ linkIndex }) => linkIndex !== undefined).map(({ name }) => name),
  );
  return { removed: leaving.length, kept };
}

/** Waits for its turn with every name, in an order that is the same for all who take several. */
async function inAllTurns<T>(turns: KeyedTurns, names: readonly string[], act: () => Promise<T>): Promise<T> {
  const ordered = [...names].sort();
  let run = act;
  for (const name of ordered.reverse()) {
    const inner = run;
    run = () => turns.take(`port ${name}`, inner);
  }
  return run();
}
