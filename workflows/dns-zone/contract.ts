/** Input of the workflow `dnsZone`. */
export interface DnsZoneInput {
  readonly zone: string;
  /** Keys of Services, `<namespace>/<name>`, to be looked at before any signal. */
  readonly services?: readonly string[];
  /** Seconds between two proofs that a Service is gone; 10 if left out. */
  readonly graceSeconds?: number;
  /** Handed on from one run to the next: Services that were found gone, and when, in milliseconds since 1970. */
  readonly missing?: Readonly<Record<string, number>>;
}
