import type { AddressActivities, AddressSweepReport } from '../../../activities/addresses/contract.js';
import { StatewrightError } from '../../../api/errors/index.js';
import type { SweepAddressesInput } from '../../../workflows/sweep-addresses/contract.js';

export interface AddressScenario {
  /** Name of the history file. */
  readonly name: string;
  readonly input: SweepAddressesInput;
  /** What the activities answer, one after the other; the last one again and again. */
  readonly answers: readonly (AddressSweepReport | StatewrightError)[];
}

const nothing: AddressSweepReport = {
  seen: { bound: 3, released: 0, assignments: 3 },
  found: { expired: 0, former: 0, orphan: 0 },
  freed: 0,
  kept: 0,
  examples: [],
};
const some: AddressSweepReport = {
  ...nothing,
  seen: { bound: 3, released: 2, assignments: 5 },
  found: { expired: 2, former: 0, orphan: 0 },
  examples: [{ reason: 'expired', holder: 'shop/web-0', addresses: ['10.90.64.5'] }],
};
const away = new StatewrightError('KubernetesUnavailable', { verb: 'list', object: 'all', reason: 'away' });

/** Sweeps whose histories are kept and replayed against every later version of the workflow; never recorded anew. */
export const addressScenarios: readonly AddressScenario[] = [
  { name: 'sweep-addresses-clean', input: {}, answers: [nothing] },
  { name: 'sweep-addresses-swept', input: {}, answers: [{ ...some, freed: 2 }] },
  { name: 'sweep-addresses-dry-run', input: { dryRun: true }, answers: [some] },
  { name: 'sweep-addresses-after-an-outage', input: {}, answers: [away, nothing] },
];

/** Activities that answer as the scenario says, and what they were asked. */
export function playedBy({ answers }: AddressScenario): {
  readonly activities: AddressActivities;
  readonly asked: unknown[];
} {
  const asked: unknown[] = [];
  return {
    asked,
    activities: {
      sweepAddresses(request) {
        asked.push(request);
        const answer = answers[Math.min(asked.length, answers.length) - 1];
        return answer === undefined || answer instanceof StatewrightError
          ? Promise.reject(answer ?? away)
          : Promise.resolve(answer);
      },
    },
  };
}
