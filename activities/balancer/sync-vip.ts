import {
  clusterAddresses,
  isGoing,
  vipId,
  type RecordedVip,
  type WantedVips,
} from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';
import { services, type CallOptions, type Service } from '../../kubernetes/index.js';
import type { VipOver, VipSync } from './contract.js';
import { decideVips, type VipStep } from './decide.js';
import type { OpenBalancer, VipDependencies } from './dependencies.js';
import { setFinalizer } from './finalizer.js';
import { reportOnService } from './service-status.js';
import { verdictOn } from './verdict.js';
import { areWantedStill, wantedNow } from './wanted-now.js';
import { makeVip, writeVip, type VipOutcome } from './write.js';

/** Looks in one call, when others write at the same time. */
const mostRounds = 5;

export interface SyncCall extends CallOptions {
  /** Whether the outage has lasted long enough to be told on the Service. */
  readonly tellOutage?: boolean;
}

/** What `syncVip` of the contract says. */
export async function syncVip(deps: VipDependencies, key: ObjectKey, call: SyncCall = {}): Promise<VipSync> {
  const opened = await deps.open(call);
  // Ids that somebody had when we wanted to make them: not found by the Service's name.
  const taken = new Set<string>();
  let written = 0;
  for (let round = 1; ; round += 1) {
    const pass = await lookAndWrite(deps, opened, key, taken, call);
    written += pass.written;
    if (!pass.again || round === mostRounds) return { ...pass, written };
  }
}

/**
 * One look at both sides and the writes that follow. What the balancer has is read first: whoever writes later at the version
 * read here has seen a state of Kubernetes at least as new as the one that this version was made from. What nobody has made yet has no
 * version: a look from before a Service was deleted could make its VIP after the removal. So one is made only within half the grace
 * period after the look, the other half being the call's own time; the removal comes a whole one after the deletion was seen.
 * The version does not tell of what changed in Kubernetes and changed back before the write: whoever looked then found the VIP right
 * as it was, wrote nothing, and is not heard of again. So Kubernetes is read once more after a write; what changes after that is
 * news whose look finds the new version.
 */
async function lookAndWrite(
  deps: VipDependencies,
  { balancer, owner }: OpenBalancer,
  key: ObjectKey,
  taken: Set<string>,
  call: SyncCall,
): Promise<VipSync> {
  const { kubernetes, settings, date = () => new Date(), monotonic = () => performance.now() } = deps;
  const recorded = new Map<string, RecordedVip>();
  let outage: StatewrightError | undefined;
  try {
    for (const one of await balancer.ofService(key, call)) recorded.set(one.id, one);
    for (const id of taken) {
      const one = recorded.get(id) ?? (await balancer.get(id, call));
      if (one !== undefined) recorded.set(id, one);
    }
  } catch (error) {
    if (!(error instanceof StatewrightError)) throw error;
    outage = error;
  }
  const lookedAt = monotonic();
  const service = await kubernetes.get(services, key, call);
  const wanted = await wantedNow(deps, service, call);
  if (outage !== undefined) return unreached(deps, outage, service, wanted, call);

  if (service !== undefined && wanted.vips.length > 0 && settings.finalizer) {
    // Before the first VIP, or a Service that goes at once would leave it behind.
    if ((await setFinalizer(kubernetes, service, true, call)) === 'superseded') return again(deps);
  }
  const steps = decideVips({ owner, service: key, wanted: wanted.vips, recorded: [...recorded.values()] });
  const outcomes: VipOutcome[] = [];
  const over: VipOver[] = [];
  for (const step of steps) {
    if (step.kind === 'over') {
      const { id, vip } = step.recorded;
      over.push({ id, address: vip.address, uid: vip.service.uid });
    } else if (step.kind === 'make' && monotonic() - lookedAt > settings.graceMs / 2) {
      outcomes.push({ kind: 'changed', address: step.vip.address });
    } else {
      outcomes.push(await carryOut(deps, { balancer, owner }, step, call));
    }
  }
  const written = outcomes.filter((one) => 'written' in one && one.written).length;
  const changed = outcomes.filter((one) => one.kind === 'changed');
  for (const { address } of changed) taken.add(vipId(owner, address));
  if (changed.length > 0) return { ...again(deps), written };
  if (written > 0 && !(await areWantedStill(deps, key, wanted.vips, call)))
    return { ...again(deps), written };

  const now = date();
  if (service === undefined || wanted.vips.length === 0) {
    if (service !== undefined && over.length === 0) {
      if ((await setFinalizer(kubernetes, service, false, call)) === 'superseded') return again(deps);
      await reportOnService(kubernetes, { service, verdict: undefined, addresses: [], now }, call);
    }
    const message = notServed(service, over.length);
    return { ...again(deps), again: false, state: 'NotServed', over, message };
  }
  if (!settings.finalizer && (await setFinalizer(kubernetes, service, false, call)) === 'superseded') {
    return { ...again(deps), written };
  }
  const unavailable = outcomes.flatMap((one) =>
    one.kind === 'failed' && one.failure.kind === 'Unavailable' ? one.failure : [],
  );
  const addresses = outcomes.flatMap((one) => (one.kind === 'failed' && !one.was ? [] : one.address));
  const verdict = verdictOn(balancer.name, wanted, outcomes);
  if (unavailable.length === 0 || call.tellOutage === true) {
    await reportOnService(kubernetes, { service, verdict, addresses, now }, call);
  }
  if (unavailable[0] !== undefined) throw unavailable[0];
  const { state, message } = verdict;
  return { state, addresses, written, over, graceMs: settings.graceMs, again: false, message };
}

async function carryOut(
  { kubernetes, settings }: VipDependencies,
  { balancer }: OpenBalancer,
  step: Exclude<VipStep, { readonly kind: 'over' }>,
  call: CallOptions,
): Promise<VipOutcome> {
  const { id, vip } = step;
  const { address } = vip;
  switch (step.kind) {
    case 'keep':
      return { kind: 'recorded', address, written: false };
    case 'foreign': {
      const parameters = { balancer: balancer.name, address, owner: step.owner };
      return {
        kind: 'failed',
        address,
        was: false,
        failure: new StatewrightError('VipOfAnother', parameters),
      };
    }
    case 'make':
      return makeVip(balancer, { id, vip }, settings.graceMs / 2, call);
    case 'update':
      return writeVip(balancer, { id, vip, recorded: step.recorded }, call);
    case 'takeOver': {
      const before = await kubernetes.get(services, step.recorded.vip.service, call);
      // Two Services never have one ClusterIP, so one of the two looks was before a change.
      if (before !== undefined && clusterAddresses(before).includes(address))
        return { kind: 'changed', address };
      return writeVip(balancer, { id, vip, recorded: step.recorded }, call);
    }
  }
}

/** The balancer gives no answer, or refuses us. Said on the Service, if it is to be served and the outage lasts. */
async function unreached(
  { kubernetes, settings, date = () => new Date() }: VipDependencies,
  outage: StatewrightError,
  service: Service | undefined,
  wanted: WantedVips,
  call: SyncCall,
): Promise<VipSync> {
  const lasting = outage.kind !== 'Unavailable' || call.tellOutage === true;
  if (service !== undefined && wanted.vips.length > 0 && lasting) {
    const verdict = {
      state: 'Blocked',
      status: 'False',
      reason: outage.code,
      message: outage.message,
    } as const;
    await reportOnService(kubernetes, { service, verdict, addresses: undefined, now: date() }, call);
  }
  if (outage.kind === 'Unavailable') throw outage;
  return {
    state: 'Blocked',
    addresses: [],
    written: 0,
    over: [],
    graceMs: settings.graceMs,
    again: false,
    message: outage.message,
  };
}

function again({ settings }: VipDependencies): VipSync {
  return {
    state: 'InPart',
    addresses: [],
    written: 0,
    over: [],
    graceMs: settings.graceMs,
    again: true,
    message: 'Others change it at the same time.',
  };
}

function notServed(service: Service | undefined, over: number): string {
  const left = over === 0 ? '' : ` ${over} of its VIPs are still there.`;
  if (service === undefined) return `The Service is gone.${left}`;
  if (isGoing(service)) return `The Service is being deleted.${left}`;
  const { namespace = '', name } = service.metadata;
  return `${formatKey({ namespace, name })} is not to have a VIP.${left}`;
}
