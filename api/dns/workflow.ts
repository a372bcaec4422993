/** The one workflow that keeps the names of Services in a zone, as people type it into the Temporal UI. */
export const dnsZoneType = 'dnsZone';
/** Keys of Services, `<namespace>/<name>`, whose names are to be looked at. */
export const namesChangedSignal = 'changed';

export function dnsZoneId(zone: string): string {
  return `dns/${zone}`;
}

export const sweepNamesType = 'sweepNames';
/** Schedule and workflow have the same name. */
export const sweepNamesId = 'sweepNames';
