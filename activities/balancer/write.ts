import { nextBest, vipDifference, type RecordedVip, type Vip } from '../../api/balancer/index.js';
import { StatewrightError, type FieldProblem } from '../../api/errors/index.js';
import type { Balancer, BalancerCall, Precondition } from './provider.js';

/** What became of one VIP. */
export type VipOutcome =
  | { readonly kind: 'recorded'; readonly address: string; readonly written: boolean }
  /** Not all of it: the balancer refused these. */
  | {
      readonly kind: 'inPart';
      readonly address: string;
      readonly written: boolean;
      readonly refusal: StatewrightError;
    }
  /** Nothing was written; `was` whether the balancer has it from before. */
  | {
      readonly kind: 'failed';
      readonly address: string;
      readonly was: boolean;
      readonly failure: StatewrightError;
    }
  /** Another write got in between: what was read is of yesterday. */
  | { readonly kind: 'changed'; readonly address: string };

export interface VipWrite {
  readonly id: string;
  readonly vip: Vip;
  readonly recorded: RecordedVip | undefined;
}

/** Records a VIP, or as much of it as the balancer takes. Throws only what is no StatewrightError. */
export async function writeVip(balancer: Balancer, write: VipWrite, call: BalancerCall): Promise<VipOutcome> {
  const { id, vip, recorded } = write;
  const { address } = vip;
  const precondition: Precondition =
    recorded === undefined ? { kind: 'absent' } : { kind: 'version', version: recorded.version };
  // Attributes of an earlier Service must not live on with a new one that has its address.
  const mine = recorded?.vip.service.uid === vip.service.uid ? recorded.vip : undefined;
  let refusal: StatewrightError | undefined;
  for (const candidate of [vip, ...nextBest(vip, mine)]) {
    if (refusal !== undefined && mine !== undefined && vipDifference(candidate, mine).length === 0) {
      return { kind: 'inPart', address, written: false, refusal };
    }
    try {
      await balancer.put(id, candidate, precondition, call);
      if (refusal === undefined) return { kind: 'recorded', address, written: true };
      return { kind: 'inPart', address, written: true, refusal };
    } catch (error) {
      if (!(error instanceof StatewrightError)) throw error;
      if (error.code === 'BalancerConflict') return { kind: 'changed', address };
      if (error.code !== 'BalancerRefused') {
        return { kind: 'failed', address, was: recorded !== undefined, failure: error };
      }
      refusal ??= error;
    }
  }
  const failure = refusal ?? refused(balancer, address);
  return { kind: 'failed', address, was: recorded !== undefined, failure };
}

function refused(balancer: Balancer, address: string): StatewrightError {
  const parameters = { balancer: balancer.name, vip: address, reason: 'it did not say why' };
  return new StatewrightError('BalancerRefused', parameters);
}

/** Makes a VIP within so many milliseconds, or gives up: later, the look that it comes from may be of another time. */
export async function makeVip(
  balancer: Balancer,
  { id, vip }: Pick<VipWrite, 'id' | 'vip'>,
  withinMs: number,
  call: BalancerCall,
): Promise<VipOutcome> {
  const limit = AbortSignal.timeout(withinMs);
  const signal = call.signal === undefined ? limit : AbortSignal.any([limit, call.signal]);
  try {
    return await writeVip(balancer, { id, vip, recorded: undefined }, { ...call, signal });
  } catch (error) {
    if (!limit.aborted || call.signal?.aborted === true) throw error;
    const reason = `it took longer than ${withinMs} ms`;
    const parameters = { balancer: balancer.name, verb: 'make', vip: vip.address, reason };
    const failure = new StatewrightError('BalancerUnavailable', parameters);
    return { kind: 'failed', address: vip.address, was: false, failure };
  }
}

/** Fields that a balancer named, or what it said. */
export function refusalText({ problems, sentence }: StatewrightError): string {
  return problems.length === 0 ? sentence : problems.map(problemText).join('; ');
}

export function problemText({ field, sentence }: FieldProblem): string {
  return `${field}: ${sentence}`;
}
