import type {
  RemoveVipsRequest,
  VipActivities,
  VipRemoval,
  VipSweepReport,
  VipSync,
} from '../../../activities/balancer/contract.js';
import { StatewrightError } from '../../../api/errors/index.js';

export type Answer<T> = T | StatewrightError;

export interface VipScenario {
  /** Name of the history file. */
  readonly name: string;
  readonly workflow: 'vip' | 'sweepVips';
  readonly input: object;
  /** What the activities answer, one after the other; the last one again and again. */
  readonly syncs?: readonly Answer<VipSync>[];
  readonly removals?: readonly Answer<VipRemoval>[];
  readonly sweeps?: readonly Answer<VipSweepReport>[];
  /** Signals given while the first look is going on. */
  readonly newsDuringLook?: number;
}

const service = { namespace: 'shop', name: 'web' };
const served: VipSync = {
  state: 'Served',
  addresses: ['10.96.0.5'],
  written: 1,
  over: [],
  graceMs: 50,
  again: false,
  message: 'TVS serves 10.96.0.5.',
};
const over = { id: 'sw-1-10-96-0-5', address: '10.96.0.5', uid: 'u1' };
const gone: VipSync = { ...served, state: 'NotServed', addresses: [], written: 0, message: 'The Service is gone.' };
const nothing: VipSweepReport = {
  seen: { services: 3, vips: 3 },
  found: { missing: 0, different: 0, over: 0 },
  repaired: 0,
  removed: 0,
  kept: 0,
  blocked: 0,
  examples: [],
};
const some: VipSweepReport = {
  ...nothing,
  found: { missing: 1, different: 0, over: 1 },
  examples: [{ kind: 'missing', service: 'shop/web', address: '10.96.0.5' }],
};
const parameters = { balancer: 'TVS', verb: 'put', vip: 'a VIP', reason: 'HTTP 503' };
const away = new StatewrightError('BalancerUnavailable', parameters);
const forbidden = new StatewrightError('BalancerForbidden', parameters);

/** Runs whose histories are kept and replayed against every later version of the workflows; never recorded anew. */
export const vipScenarios: readonly VipScenario[] = [
  { name: 'vip-served', workflow: 'vip', input: service, syncs: [served] },
  { name: 'vip-news-during-a-look', workflow: 'vip', input: service, syncs: [served], newsDuringLook: 5 },
  { name: 'vip-after-an-outage', workflow: 'vip', input: service, syncs: [away, away, served] },
  { name: 'vip-forbidden', workflow: 'vip', input: service, syncs: [forbidden] },
  {
    name: 'vip-others-write-too',
    workflow: 'vip',
    input: service,
    syncs: [{ ...served, state: 'InPart', written: 0, again: true }, served],
  },
  {
    name: 'vip-removed',
    workflow: 'vip',
    input: service,
    syncs: [{ ...gone, over: [over] }, gone],
    removals: [{ removed: ['10.96.0.5'], kept: [] }],
  },
  {
    name: 'vip-kept-after-all',
    workflow: 'vip',
    input: service,
    syncs: [{ ...gone, over: [over] }],
    removals: [{ removed: [], kept: [{ address: '10.96.0.5', reason: 'held' }] }],
  },
  { name: 'sweep-vips-clean', workflow: 'sweepVips', input: {}, sweeps: [nothing] },
  {
    name: 'sweep-vips-swept',
    workflow: 'sweepVips',
    input: {},
    sweeps: [away, { ...some, repaired: 1, removed: 1 }],
  },
  { name: 'sweep-vips-dry-run', workflow: 'sweepVips', input: { dryRun: true }, sweeps: [some] },
];

/** Activities that answer as the scenario says, and what they were asked. */
export function playedBy(
  scenario: VipScenario,
  during: () => Promise<void> = () => Promise.resolve(),
): {
  readonly activities: VipActivities;
  readonly looks: () => number;
  readonly removals: readonly RemoveVipsRequest[];
  readonly sweeps: readonly unknown[];
} {
  let looks = 0;
  const removals: RemoveVipsRequest[] = [];
  const sweeps: unknown[] = [];
  return {
    looks: () => looks,
    removals,
    sweeps,
    activities: {
      async syncVip() {
        looks += 1;
        const answer = nth(scenario.syncs, looks);
        if (looks === 1) await during();
        return answer();
      },
      removeVips(request) {
        removals.push(request);
        return nth(scenario.removals, removals.length)();
      },
      sweepVips(request) {
        sweeps.push(request);
        return nth(scenario.sweeps, sweeps.length)();
      },
    },
  };
}

function nth<T>(answers: readonly Answer<T>[] = [], count: number): () => Promise<T> {
  const answer = answers[Math.min(count, answers.length) - 1] ?? away;
  return async () => {
    await Promise.resolve();
    if (answer instanceof StatewrightError) throw answer;
    return answer;
  };
}
