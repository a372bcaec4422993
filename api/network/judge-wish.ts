import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { addressAnnotation, parseChosenAddresses } from './annotations.js';
import { choosePool, readablePool } from './choose-pool.js';
import { reservationName } from './names.js';
import type { NamedPool } from './validate-pool.js';

/** A reservation as far as a wish is judged by it. */
export interface HeldAddresses {
  readonly name: string;
  readonly namespace: string;
  readonly podName: string;
  readonly addresses: readonly string[];
  readonly former?: readonly { readonly address: string }[] | undefined;
}

const field = `metadata.annotations[${addressAnnotation.ip}]`;

/**
 * Why the pod of that name cannot have the addresses; empty if it can as far as is known now. What is known may change
 * until the pod is there, so the controller judges again.
 *
 * @param addresses as in the annotation: texts of addresses, one or one of each family
 */
export function judgeWish(
  pools: readonly NamedPool[],
  reservations: Iterable<HeldAddresses>,
  namespace: string,
  podName: string,
  addresses: readonly string[],
  poolName?: string,
): readonly FieldProblem[] {
  const parsed = parseChosenAddresses(addresses.join(','));
  if (!parsed.ok) return [fieldProblem(field, 'AddressMalformed', { reason: parsed.reason })];
  const readable = pools.map(({ name, spec }) => readablePool(name, spec));
  const wish = { namespace, pool: poolName, addresses: parsed.addresses, current: undefined };
  const choice = choosePool(readable, wish);
  if (!choice.ok) return [choice.problem];
  const own = reservationName(namespace, podName);
  const problems: FieldProblem[] = [];
  for (const other of reservations) {
    if (other.name === own) continue;
    const held = [...other.addresses, ...(other.former ?? []).map(({ address }) => address)];
    for (const address of parsed.addresses.filter((wanted) => held.includes(wanted))) {
      const holder = `${other.namespace}/${other.podName}`;
      problems.push(fieldProblem(field, 'AddressHeld', { address, holder }));
    }
  }
  return problems;
}
