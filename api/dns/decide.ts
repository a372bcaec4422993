import { isReverse, serviceOfName } from './names.js';
import { isMark, markNameOfAlias, markOf } from './ownership.js';
import { formatData, formatRecord, isManaged, type DnsRecord, type RecordData } from './record.js';
import type { NameProblem, WantedRecord } from './service-names.js';
import { fitsMessage, type Change, type NameUpdate, type Prerequisite } from './update.js';
import type { ZoneRules, ZoneState } from './zone-state.js';

/** Keys of the Services whose names are decided; records of others are let be. */
export type Scope = ReadonlySet<string> | 'all';

export interface NameDecision {
  readonly updates: readonly NameUpdate[];
  readonly problems: readonly NameProblem[];
}

/** What is to be done to a zone so that the Services of the scope have exactly the records wanted of them. */
export function decideNames(
  rules: ZoneRules,
  state: ZoneState,
  wanted: readonly WantedRecord[],
  scope: Scope,
): NameDecision {
  const byName = new Map<string, WantedRecord[]>();
  for (const record of wanted) {
    const others = byName.get(record.name);
    if (others === undefined) byName.set(record.name, [record]);
    else others.push(record);
  }
  const names = new Set(byName.keys());
  for (const name of state.marked) if (concerns(rules, state, name, scope)) names.add(name);
  const updates: NameUpdate[] = [];
  const problems: NameProblem[] = [];
  for (const name of names) {
    const decided = decideName(rules, state, { name, wanted: byName.get(name) ?? [], scope });
    if (decided === undefined) continue;
    if ('reason' in decided) problems.push(decided);
    else if (fitsMessage(decided)) updates.push(decided);
    else problems.push(tooLarge(decided));
  }
  return { updates, problems };
}

/** Marks with nothing left of ours at their name are tidied up whatever the scope: nobody else would. */
function concerns({ zone, domain }: ZoneRules, state: ZoneState, name: string, scope: Scope): boolean {
  if (scope === 'all') return true;
  const services = state.at(name).map((record) => state.serviceOf(record));
  const own = isReverse(zone) ? undefined : serviceOfName(name, domain);
  const known = [own, ...services].filter((service) => service !== undefined);
  return known.length === 0 || known.some((service) => scope.has(service));
}

interface Wish {
  readonly name: string;
  readonly wanted: readonly WantedRecord[];
  readonly scope: Scope;
}

/**
 * | wanted | our mark | at the name                                  | then                                            |
 * | ------ | -------- | -------------------------------------------- | ----------------------------------------------- |
 * | no     | no       | anything                                     | nothing                                         |
 * | no     | yes      | records of the scope, or none of our types   | they go, and the mark if no Service is left     |
 * | no     | yes      | of our types, and of no Service of ours      | nothing                                         |
 * | yes    | no       | nothing                                      | made, with our mark                             |
 * | yes    | no       | anything                                     | a problem: somebody else's                      |
 * | yes    | yes      | what an alias cannot stand beside            | a problem: somebody else's                      |
 * | yes    | yes      | the same                                     | nothing                                         |
 * | yes    | yes      | something else, or another time to live      | made the same                                   |
 */
function decideName(rules: ZoneRules, state: ZoneState, wish: Wish): NameUpdate | NameProblem | undefined {
  const { name, wanted, scope } = wish;
  const here = state.at(name);
  const marks = state.marksFor(name);
  const service = wanted[0]?.service;
  const isOwned = marks.length > 0;
  if (!isOwned) {
    if (service === undefined) return undefined;
    return here.length > 0 ? ofAnother(name, service, here) : creation(rules, state, wish);
  }
  const ours = here.filter((record) => state.serviceOf(record) !== undefined);
  const current = ours.filter((record) => inScope(scope, state.serviceOf(record)));
  const others = here.filter((record) => !ours.includes(record) && !isMark(record, rules.owner));
  const isAlias = wanted.some(({ data }) => data.type === 'CNAME');
  const inTheWay = isAlias ? others : others.filter(({ data }) => data.type === 'CNAME');
  if (service !== undefined && inTheWay.length > 0) return ofAnother(name, service, inTheWay);
  // Perhaps ours from a time with another domain: without its mark nobody would ever know.
  if (service === undefined && ours.length === 0 && others.some(({ data }) => isManaged(data)))
    return undefined;
  const stays = wanted.length > 0 || ours.length > current.length;
  const wantedMarks = stays ? [isAlias ? markNameOfAlias(name) : name] : [];
  const changes = [...changesOfRecords(rules, current, wanted), ...changesOfMarks(rules, marks, wantedMarks)];
  if (changes.length === 0) return undefined;
  const services = [
    ...current.flatMap((record) => state.serviceOf(record) ?? []),
    ...wanted.map((it) => it.service),
  ];
  return {
    name,
    services: [...new Set(services)].toSorted(),
    prerequisites: asRead(state, changes, marks),
    changes: [
      ...changes.filter(({ kind }) => kind === 'remove'),
      ...changes.filter(({ kind }) => kind === 'add'),
    ],
  };
}

function inScope(scope: Scope, service: string | undefined): boolean {
  return scope === 'all' || (service !== undefined && scope.has(service));
}

function creation({ owner, ttl }: ZoneRules, state: ZoneState, { name, wanted }: Wish): NameUpdate {
  const isAlias = wanted.some(({ data }) => data.type === 'CNAME');
  const place = isAlias ? markNameOfAlias(name) : name;
  const data: readonly (readonly [string, RecordData])[] = [
    ...wanted.map((record) => [name, record.data] as const),
    [place, markOf(owner)],
  ];
  return {
    name,
    services: [...new Set(wanted.map(({ service }) => service))].toSorted(),
    prerequisites: [
      { kind: 'nameUnused', name },
      // Where others have texts too, ours goes among them.
      ...(isAlias ? [typeAsRead(state, place, 'TXT')] : []),
    ],
    changes: data.map(([at, one]) => ({ kind: 'add', record: { name: at, ttl, data: one } })),
  };
}

function changesOfRecords(
  { ttl }: ZoneRules,
  current: readonly DnsRecord[],
  wanted: readonly WantedRecord[],
): readonly Change[] {
  const wantedTexts = new Set(wanted.map(({ data }) => formatData(data)));
  const standing = new Map(current.map((record) => [formatData(record.data), record.ttl]));
  return [
    ...current
      .filter(({ data }) => !wantedTexts.has(formatData(data)))
      .map(({ name, data }): Change => ({ kind: 'remove', name, data })),
    ...wanted
      .filter(({ data }) => standing.get(formatData(data)) !== ttl)
      .map(({ name, data }): Change => ({ kind: 'add', record: { name, ttl, data } })),
  ];
}

/** How long a mark may be kept by others is of no account, and texts of others beside it have the same time to live. */
function changesOfMarks(
  { owner, ttl }: ZoneRules,
  marks: readonly string[],
  wanted: readonly string[],
): readonly Change[] {
  const data = markOf(owner);
  return [
    ...marks.filter((name) => !wanted.includes(name)).map((name): Change => ({ kind: 'remove', name, data })),
    ...wanted
      .filter((name) => !marks.includes(name))
      .map((name): Change => ({ kind: 'add', record: { name, ttl, data } })),
  ];
}

/** That everything which is changed, and our marks, are as they were read. */
function asRead(
  state: ZoneState,
  changes: readonly Change[],
  marks: readonly string[],
): readonly Prerequisite[] {
  const sets = new Map<string, readonly [string, RecordData['type']]>();
  for (const name of marks) sets.set(`${name} TXT`, [name, 'TXT']);
  for (const change of changes) {
    const { name, data } = change.kind === 'add' ? change.record : change;
    sets.set(`${name} ${data.type}`, [name, data.type]);
  }
  return [...sets.values()].map(([name, type]) => typeAsRead(state, name, type));
}

function typeAsRead(state: ZoneState, name: string, type: RecordData['type']): Prerequisite {
  const data = state
    .at(name)
    .map((record) => record.data)
    .filter((one) => one.type === type);
  return data.length === 0 ? { kind: 'typeUnused', name, type } : { kind: 'exactly', name, data };
}

function ofAnother(name: string, service: string, found: readonly DnsRecord[]): NameProblem {
  const detail = found.map(({ data }) => formatData(data)).join(', ');
  return { name, service, reason: 'OfAnother', detail };
}

function tooLarge({ name, services, changes }: NameUpdate): NameProblem {
  const detail = `${changes.length} records in one change`;
  return { name, service: services[0] ?? '', reason: 'TooLarge', detail };
}

/** The records of one Service in one zone in a text that is the same exactly if they are. */
export function digestible(
  records: readonly { readonly name: string; readonly data: RecordData }[],
  ttl: number,
): string {
  return records
    .map(({ name, data }) => `${ttl} ${formatRecord({ name, ttl, data })}`)
    .toSorted()
    .join('\n');
}
