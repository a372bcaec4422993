/** What a sweep of addresses is to do. */
export interface SweepAddressesRequest {
  /** Report only. */
  readonly dryRun: boolean;
}

/**
 * Why something is given up:
 * - `expired` the pod of the reservation is gone and its time is over: reservation and addresses go
 * - `former`  an address that a reservation had before, whose time is over: the address goes
 * - `orphan`  an assignment whose reservation is gone or does not know it: the assignment goes
 */
export type SweepReason = 'expired' | 'former' | 'orphan';

export interface SweptAddress {
  readonly reason: SweepReason;
  /** `<namespace>/<pod>` or, of an orphan, the name of its reservation. */
  readonly holder: string;
  readonly addresses: readonly string[];
}

export interface AddressSweepReport {
  readonly seen: {
    readonly bound: number;
    readonly released: number;
    readonly assignments: number;
  };
  /** How many were found for each reason. */
  readonly found: Readonly<Record<SweepReason, number>>;
  /** Addresses that others may get now. */
  readonly freed: number;
  /** Found, and changed or still in use when looked at live. */
  readonly kept: number;
  /** The first of what was found; the counts tell of all. */
  readonly examples: readonly SweptAddress[];
}

/** The side effects of `sweepAddresses`. May run twice, and several at once. */
export interface AddressActivities {
  /**
   * Lists everything once, and gives up what is over after another, live look at each. Heartbeats.
   * Fails with `Unavailable` when a list could not be read in full; then nothing was given up.
   */
  sweepAddresses(request: SweepAddressesRequest): Promise<AddressSweepReport>;
}
