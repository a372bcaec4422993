import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { parseAddress, type Family } from './address.js';
import { formatBlock, holds, isWithin, overlap, parseBlock, parseSubnet, type Block } from './block.js';
import type { IPPoolFamily, IPPoolSpec } from './ip-pool.js';
import { spaceOf } from './pool-space.js';

/** A pool as far as others look at it. */
export interface NamedPool {
  readonly name: string;
  readonly spec: IPPoolSpec;
}

const examples = { 4: '10.90.0.0/16', 6: 'fd90::/64' } as const;

/** What is wrong with a pool in itself. Without problems, every part of it can be read. */
export function validatePool(spec: IPPoolSpec): readonly FieldProblem[] {
  if (spec.ipv4 === undefined && spec.ipv6 === undefined) return [fieldProblem('spec', 'PoolWithoutFamily')];
  return [
    ...familyProblems('spec.ipv4', 4, spec.ipv4),
    ...familyProblems('spec.ipv6', 6, spec.ipv6),
    ...routeProblems(spec),
    ...(spec.dns?.servers ?? []).flatMap((server, index) =>
      parseAddress(server)
        ? []
        : [malformed(`spec.dns.servers[${index}]`, server, 'an address', '10.90.0.2')],
    ),
  ];
}

function familyProblems(field: string, family: Family, spec: IPPoolFamily | undefined): FieldProblem[] {
  if (spec === undefined) return [];
  const subnet = parseSubnet(spec.subnet);
  if (subnet?.family !== family) {
    return [malformed(`${field}.subnet`, spec.subnet, `an IPv${family} subnet`, examples[family])];
  }
  const outside = (at: string, value: string): FieldProblem =>
    fieldProblem(at, 'OutsideSubnet', { value, subnet: spec.subnet });
  const blocks = (name: 'ranges' | 'exclude'): FieldProblem[] =>
    (spec[name] ?? []).flatMap((text, index) => {
      const at = `${field}.${name}[${index}]`;
      const block = parseBlock(text);
      if (block?.family !== family) {
        return [malformed(at, text, `an IPv${family} range, subnet or address`, rangeExamples[family])];
      }
      return isWithin(block, subnet) ? [] : [outside(at, text)];
    });
  const gateway = spec.gateway === undefined ? undefined : parseAddress(spec.gateway);
  const problems = [...blocks('ranges'), ...blocks('exclude')];
  if (spec.gateway !== undefined) {
    const at = `${field}.gateway`;
    if (gateway?.family !== family)
      problems.push(malformed(at, spec.gateway, `an IPv${family} address`, rangeExamples[family]));
    else if (!holds(subnet, gateway)) problems.push(outside(at, spec.gateway));
  }
  if (problems.length > 0) return problems;
  const left = spaceOf({ [family === 4 ? 'ipv4' : 'ipv6']: spec })[0]?.capacity ?? 0n;
  return left > 0n ? [] : [fieldProblem(`${field}.ranges`, 'PoolEmpty')];
}

const rangeExamples = { 4: '10.90.64.1-10.90.127.254', 6: 'fd90::1:0/112' } as const;

function routeProblems({ routes = [] }: IPPoolSpec): FieldProblem[] {
  return routes.flatMap(({ to, via }, index) => {
    const destination = parseSubnet(to);
    if (destination === undefined)
      return [malformed(`spec.routes[${index}].to`, to, 'a subnet', '10.96.0.0/16')];
    if (via === undefined || parseAddress(via)?.family === destination.family) return [];
    return [malformed(`spec.routes[${index}].via`, via, `an IPv${destination.family} address`, '10.90.0.1')];
  });
}

function malformed(field: string, value: string, expected: string, example: string): FieldProblem {
  return fieldProblem(field, 'PoolBlockMalformed', { value, expected, example });
}

/**
 * What stands against the pool among the others: addresses for pods that two pools offer, and a second default for the same
 * families. Subnets may be shared: two pools can be parts of one segment.
 */
export function overlapProblems(pool: NamedPool, others: readonly NamedPool[]): readonly FieldProblem[] {
  const own = blocksOf(pool);
  return others
    .filter(({ name }) => name !== pool.name)
    .flatMap((other) => {
      const shared = blocksOf(other)
        .flatMap((block) => own.filter((mine) => overlap(mine, block)))
        .slice(0, 1)
        .map((range) =>
          fieldProblem('spec', 'PoolsOverlap', { range: formatBlock(range), other: other.name }),
        );
      const isSecond = pool.spec.default && other.spec.default && familiesOf(pool) === familiesOf(other);
      const second = isSecond
        ? [fieldProblem('spec.default', 'SecondDefaultPool', { other: other.name })]
        : [];
      return [...shared, ...second];
    });
}

function blocksOf({ spec }: NamedPool): readonly Block[] {
  return spaceOf(spec).flatMap(({ blocks }) => blocks);
}

function familiesOf({ spec }: NamedPool): string {
  return spaceOf(spec)
    .map(({ family }) => family)
    .join();
}
