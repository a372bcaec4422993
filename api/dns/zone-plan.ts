import { zoneOf } from './names.js';
import type { WantedRecord } from './service-names.js';

/** What is wanted in each of the zones that are ours to keep; what lies in none of them is nobody's concern here. */
export function byZone(
  records: readonly WantedRecord[],
  zones: ReadonlySet<string>,
): ReadonlyMap<string, readonly WantedRecord[]> {
  const found = new Map<string, WantedRecord[]>();
  for (const record of records) {
    const zone = zoneOf(record.name, zones);
    if (zone === undefined) continue;
    const others = found.get(zone);
    if (others === undefined) found.set(zone, [record]);
    else others.push(record);
  }
  return found;
}
