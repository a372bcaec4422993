import { createHash } from 'node:crypto';
import {
  byZone,
  digestible,
  namesOfService,
  ZoneState,
  type DnsRecord,
  type NamingRules,
  type WantedRecord,
  type ZoneRules,
} from '../../api/dns/index.js';
import type { Key } from '../runtime/store.js';
import type { NamesCaches } from './cache.js';

/** Of the records of a Service in a zone; equal exactly if they are. `none` stands for no records. */
export type Digest = string;
export const none: Digest = '';

function digestOf(records: readonly Pick<WantedRecord, 'name' | 'data'>[], ttl: number): Digest {
  if (records.length === 0) return none;
  return createHash('sha256').update(digestible(records, ttl)).digest('base64');
}

/** What the caches say that a Service should have in each zone. */
export function wantedDigests(
  { services, slices }: Pick<NamesCaches, 'services' | 'slices'>,
  key: Key,
  rules: NamingRules,
  ttls: ReadonlyMap<string, number>,
): ReadonlyMap<string, Digest> {
  const service = services.store.get(key);
  if (service === undefined) return new Map();
  const own = slices.store.keysBy('service', key).flatMap((name) => slices.store.get(name)?.slice ?? []);
  const { records } = namesOfService(service, own, rules);
  const zones = byZone(records, new Set(ttls.keys()));
  return new Map([...zones].map(([zone, found]) => [zone, digestOf(found, ttls.get(zone) ?? 0)]));
}

/** What a transferred zone has of each Service. */
export function digestsOfZone(rules: ZoneRules, records: readonly DnsRecord[]): Map<Key, Digest> {
  const lines = new Map<Key, string[]>();
  for (const { service, record } of new ZoneState(rules, records).ours()) {
    const line = digestible([record], record.ttl);
    const others = lines.get(service);
    if (others === undefined) lines.set(service, [line]);
    else others.push(line);
  }
  return new Map(
    [...lines].map(([key, own]) => [
      key,
      createHash('sha256').update(own.toSorted().join('\n')).digest('base64'),
    ]),
  );
}
