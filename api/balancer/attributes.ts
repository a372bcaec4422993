import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { bitsOf, formatAddress, parseAddress, type Family } from '../network/address.js';
import { annotationProblem } from './eligible.js';
import { serviceAnnotation } from './names.js';
import type { ServiceToBalance } from './service.js';
import type { HealthCheck, Vip } from './vip.js';

/** A value, and what is wrong with what it was read from. */
export interface Read<T> {
  readonly value: T;
  readonly problems: readonly FieldProblem[];
}

/** k8s.io/api core/v1 DefaultClientIPServiceAffinitySeconds. */
const defaultAffinitySeconds = 10_800;
const defaultHealthCheckSeconds = 5;
/** A day: beyond, a limit is a mistake. */
const mostSeconds = 86_400;

/** Nobody's: the unspecified address is never a source (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.2). */
const nobody: Readonly<Record<Family, string>> = { 4: '0.0.0.0/32', 6: '::/128' };

/** Ends once nothing is asked for; the balancer's own limits are its own to check. */
export function affinityOf({ spec }: ServiceToBalance): Pick<Vip, 'affinity'> {
  if (spec.sessionAffinity !== 'ClientIP') return {};
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds;
  return { affinity: { kind: 'ClientIP', timeoutSeconds } };
}

export function idleTimeoutOf({ metadata }: ServiceToBalance): Read<Pick<Vip, 'idleTimeoutSeconds'>> {
  const name = serviceAnnotation.idleTimeout;
  const text = metadata.annotations?.[name];
  if (text === undefined) return { value: {}, problems: [] };
  const seconds = secondsIn(text);
  if (seconds === undefined) {
    return {
      value: {},
      problems: [annotationProblem(name, `"${text}" is no number of seconds from 1 to ${mostSeconds}`)],
    };
  }
  return { value: { idleTimeoutSeconds: seconds }, problems: [] };
}

/** Of listeners that have connections; without one, the endpoints' own conditions are all that counts. */
export function healthCheckOf({ metadata }: ServiceToBalance): Read<HealthCheck | undefined> {
  const name = serviceAnnotation.healthCheck;
  const text = metadata.annotations?.[name];
  if (text === undefined || text === 'none') return { value: undefined, problems: [] };
  const [kind, interval, ...rest] = text.split(':');
  const intervalSeconds = interval === undefined ? defaultHealthCheckSeconds : secondsIn(interval);
  if (kind !== 'tcp' || intervalSeconds === undefined || rest.length > 0) {
    return {
      value: undefined,
      problems: [annotationProblem(name, `"${text}" is none of none, tcp and tcp:<seconds>`)],
    };
  }
  return { value: { kind: 'tcp', intervalSeconds }, problems: [] };
}

/**
 * Who may connect to a VIP of that family; empty for all.
 *
 * | given                                  | may connect                                          |
 * | -------------------------------------- | ---------------------------------------------------- |
 * | nothing                                | all                                                  |
 * | ranges of the family                   | these                                                |
 * | ranges of the other family only        | nobody: a list that was given never opens            |
 * | a range that cannot be read            | the others; it is said                               |
 *
 * A Service of type LoadBalancer has a field for it, the others an annotation.
 */
export function sourceRangesOf(
  { spec, metadata }: ServiceToBalance,
  family: Family,
): Read<readonly string[]> {
  const annotation = metadata.annotations?.[serviceAnnotation.sourceRanges];
  const ofField = spec.type === 'LoadBalancer' && (spec.loadBalancerSourceRanges ?? []).length > 0;
  const given = ofField ? (spec.loadBalancerSourceRanges ?? []) : (annotation?.split(',') ?? []);
  const ranges = new Set<string>();
  const problems: FieldProblem[] = [];
  for (const text of given.map((part) => part.trim())) {
    const range = parseRange(text);
    if (range === undefined) {
      const reason = `"${text}" is no range such as 10.0.0.0/8`;
      problems.push(
        ofField
          ? fieldProblem('spec.loadBalancerSourceRanges', 'VipFieldInvalid', { reason })
          : annotationProblem(serviceAnnotation.sourceRanges, reason),
      );
    } else if (range.family === family) ranges.add(range.text);
  }
  if (given.length > 0 && ranges.size === 0) ranges.add(nobody[family]);
  return { value: [...ranges].toSorted(), problems };
}

/** `10.1.2.3/8` as `10.0.0.0/8`: Kubernetes takes both for the same. */
function parseRange(text: string): { readonly family: Family; readonly text: string } | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = parseAddress(match?.[1] ?? '');
  const prefix = Number(match?.[2]);
  if (address === undefined || prefix > bitsOf[address.family]) return undefined;
  const host = BigInt(bitsOf[address.family] - prefix);
  const first = formatAddress({ family: address.family, value: (address.value >> host) << host });
  return { family: address.family, text: `${first}/${prefix}` };
}

function secondsIn(text: string): number | undefined {
  if (!/^\d{1,6}$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds >= 1 && seconds <= mostSeconds ? seconds : undefined;
}
