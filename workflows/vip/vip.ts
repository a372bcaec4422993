import {
  condition,
  continueAsNew,
  defineSignal,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { VipActivities, VipOver, VipSync } from '../../activities/balancer/contract.js';
import { syncing } from '../activity-options.js';
import { knownFailure } from '../failure.js';
import { vipChangedSignal, type VipInput, type VipResult } from './contract.js';
import { untilRipe, withFirstSeen, type FirstSeen } from './first-seen.js';
import { News } from './news.js';

const { syncVip, removeVips } = proxyLocalActivities<VipActivities>(syncing);

/** After others wrote at the same time, again and again, trying soon is right. */
const repeatAfter = '2 s';

/**
 * Brings the VIPs of one Service to what Kubernetes says, and ends: the next change starts it again. Without a VIP to remove that
 * is one task with one local activity. News that comes during a look leads to one more look, however many there are.
 */
export async function vip(input: VipInput): Promise<VipResult> {
  const service = { namespace: input.namespace, name: input.name };
  const news = new News();
  setHandler(defineSignal(vipChangedSignal), () => news.come());
  let written = 0;
  let removed = 0;
  let seen: FirstSeen = {};
  for (;;) {
    news.forget();
    const sync = await look(service);
    written += sync.written;
    seen = withFirstSeen(seen, sync.over, Date.now());
    setCurrentDetails(sync.message);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof vip>(service);
    if (sync.again) {
      await condition(() => news.isPending, repeatAfter);
      continue;
    }
    if (sync.over.length > 0) {
      // The second proof, a grace period after the first; news meanwhile does not begin the period anew.
      const waitMs = untilRipe(seen, sync.over, Date.now(), sync.graceMs);
      if (waitMs > 0) {
        await condition(() => news.isPending, waitMs);
        if (news.isPending) continue;
      }
      const gone = await remove(service, sync.over);
      removed += gone;
      // Lets a Service go that waits for it. What was kept is somebody's: another's look takes it over, or a sweep ends it.
      if (gone === sync.over.length) continue;
    }
    if (!news.isPending) {
      const { state, addresses, message } = sync;
      return { state, addresses, written, removed, message };
    }
  }
}

/** A failure that waiting does not mend ends the run: it is on the Service, and the next resync tells again. */
async function look(service: VipInput): Promise<VipSync> {
  try {
    return await syncVip(service);
  } catch (error) {
    const failure = knownFailure(error);
    if (failure === undefined) throw error;
    const message = `${failure.sentence} ${failure.remedy}`;
    return { state: 'Blocked', addresses: [], written: 0, over: [], graceMs: 0, again: false, message };
  }
}

/** How many are gone. */
async function remove(service: VipInput, vips: readonly VipOver[]): Promise<number> {
  try {
    return (await removeVips({ service, vips })).removed.length;
  } catch (error) {
    if (knownFailure(error) === undefined) throw error;
    return 0;
  }
}
