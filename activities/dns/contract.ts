import type { NameProblem } from '../../api/dns/service-names.js';

/** Which Services' names in which zone are to be looked at. */
export interface SyncNamesRequest {
  readonly zone: string;
  /** `<namespace>/<name>` */
  readonly services: readonly string[];
  /**
   * Those among them that were proven gone before, a grace ago: proven gone once more, their names go. Of others that are gone
   * the names are left as they are.
   */
  readonly goneBefore: readonly string[];
}

export interface NamesSynced {
  /** Names that were changed. */
  readonly changed: number;
  /** Services that are proven gone and still have names in the zone: to be asked for again after the grace. */
  readonly missing: readonly string[];
  /** Services of which a name was changed by somebody else all the time: to be asked for again. */
  readonly contested: readonly string[];
  /** The first of the names that are not as they should be, and why. */
  readonly problems: readonly NameProblem[];
  readonly problemCount: number;
}

export interface CompareNamesRequest {
  readonly zone: string;
}

export interface NamesCompared {
  readonly zone: string;
  /** Records in the zone that are ours. */
  readonly records: number;
  /** Services that have names, or should have, in the zone. */
  readonly services: number;
  /** Services whose names are not as they should be. */
  readonly differing: readonly string[];
  readonly problems: readonly NameProblem[];
  readonly problemCount: number;
}

/** The side effects of `dnsZone` and `sweepNames`. May run twice, and several at once. */
export interface DnsActivities {
  /** The zones that are kept. */
  namedZones(): Promise<readonly string[]>;
  /** Compares all of a zone with all Services, and changes nothing. Heartbeats. */
  compareNames(request: CompareNamesRequest): Promise<NamesCompared>;
  /**
   * Reads the zone, then the Services, and makes the names of these the same. Fails with `Unavailable` when either could not be
   * read in full: then nothing was changed. Heartbeats.
   */
  syncNames(request: SyncNamesRequest): Promise<NamesSynced>;
}
