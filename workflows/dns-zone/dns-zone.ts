import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { DnsActivities, NamesSynced } from '../../activities/dns/contract.js';
import { namesChangedSignal } from '../../api/dns/workflow.js';
import { brief, writing } from '../activity-options.js';
import { knownFailure } from '../failure.js';
import { Agenda, type Look } from './agenda.js';
import type { DnsZoneInput } from './contract.js';
import { sentenceOf } from './sentence.js';

const changed = defineSignal<[services: readonly string[]]>(namesChangedSignal);

const graceSecondsByDefault = 10;
/** So few are read and written within a second or so: not worth a task of their own. */
const mostInPassing = 40;
const pauseAfterRefusal = '1 min';
const pauseAfterContest = '1 s';

const inPassing = proxyLocalActivities<DnsActivities>(brief);
const atLength = proxyActivities<DnsActivities>({ ...writing, startToCloseTimeout: '5 min' });

/**
 * Keeps the names of Services in one zone: takes the keys that it is told, makes their names the same as Kubernetes says, and
 * ends when there is nothing left to look at. Whoever has news starts it again.
 */
export async function dnsZone(input: DnsZoneInput): Promise<void> {
  const { zone, graceSeconds = graceSecondsByDefault, services = [], missing = {} } = input;
  const agenda = new Agenda(services, missing, graceSeconds * 1_000);
  setHandler(changed, (keys) => agenda.tell(keys));
  for (;;) {
    await untilDue(agenda);
    if (agenda.isEmpty) return;
    const now = Date.now();
    const look = agenda.take(now);
    const synced = await sync(zone, look);
    if (synced === undefined) {
      agenda.putBack(look);
      await sleep(pauseAfterRefusal);
    } else {
      agenda.settle(look, synced, now);
      setCurrentDetails(sentenceOf(synced));
      if (synced.contested.length > 0) await sleep(pauseAfterContest);
    }
    if (workflowInfo().continueAsNewSuggested) {
      return continueAsNew<typeof dnsZone>({ zone, graceSeconds, ...agenda.remains });
    }
  }
}

/** Until there is something to look at, or nothing ever will be. */
async function untilDue(agenda: Agenda): Promise<void> {
  if (agenda.hasTold) return;
  const wait = agenda.dueIn(Date.now());
  if (wait !== undefined && wait > 0) await condition(() => agenda.hasTold, wait);
}

/** Undefined if the server or Kubernetes does not let us: a person has to do something first. */
async function sync(zone: string, look: Look): Promise<NamesSynced | undefined> {
  const activities = look.services.length > mostInPassing ? atLength : inPassing;
  try {
    return await activities.syncNames({ zone, ...look });
  } catch (error) {
    const failure = knownFailure(error);
    if (failure === undefined) throw error;
    setCurrentDetails(`${failure.sentence} ${failure.remedy}`);
    return undefined;
  }
}
