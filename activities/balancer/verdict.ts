import { formatProblem } from '../../api/errors/index.js';
import type { WantedVips } from '../../api/balancer/index.js';
import type { VipState } from './contract.js';
import { refusalText, type VipOutcome } from './write.js';

/** What people are told of a Service: state, and the condition on it. */
export interface Verdict {
  readonly state: VipState;
  readonly status: 'True' | 'False';
  /** In CamelCase. */
  readonly reason: string;
  readonly message: string;
}

/**
 * Free of numbers that change with every pod: it is written into the Service's status, and only when it differs.
 *
 * | outcomes                                      | problems of the Service | state   | condition | reason               |
 * | --------------------------------------------- | ----------------------- | ------- | --------- | -------------------- |
 * | one failed                                    | any                     | Blocked | False     | the failure's code   |
 * | one in part                                   | any                     | InPart  | False     | `BalancerRefused`    |
 * | all recorded                                  | some                    | InPart  | False     | the problem's code   |
 * | all recorded                                  | none                    | Served  | True      | `Served`             |
 */
export function verdictOn(
  balancer: string,
  { problems, remarks }: Pick<WantedVips, 'problems' | 'remarks'>,
  outcomes: readonly VipOutcome[],
): Verdict {
  const failures = outcomes.flatMap((one) => (one.kind === 'failed' ? one.failure : []));
  const refusals = outcomes.flatMap((one) => (one.kind === 'inPart' ? one.refusal : []));
  const [failure] = failures;
  const said = problems.map(formatProblem);
  if (failure !== undefined) {
    const message = distinct([...failures.map((one) => one.message), ...refusals.map(refusalText), ...said]);
    return { state: 'Blocked', status: 'False', reason: failure.code, message };
  }
  const addresses = outcomes.map(({ address }) => address).join(' and ');
  const [problem] = problems;
  if (refusals.length > 0 || problem !== undefined) {
    const reason = refusals.length > 0 ? 'BalancerRefused' : (problem?.code ?? '');
    const message = distinct([
      `${balancer} serves ${addresses}, but not all of what the Service says.`,
      ...refusals.map(refusalText),
      ...said,
    ]);
    return { state: 'InPart', status: 'False', reason, message };
  }
  const message = [`${balancer} serves ${addresses}.`, ...remarks].join(' ');
  return { state: 'Served', status: 'True', reason: 'Served', message };
}

/** What a balancer says of a field may be no sentence. */
function distinct(sentences: readonly string[]): string {
  return [...new Set(sentences)].map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(' ');
}
