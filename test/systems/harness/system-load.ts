/** What a client of a system saw, told at its end. */
export interface LoadResult {
  /** Writes that the system acknowledged. */
  readonly acknowledged: number;
  /** Of those, the ones that could not be read back at the end. */
  readonly lost: readonly string[];
  /** What did not succeed though the client repeated it as clients of the system do. */
  readonly failures: readonly string[];
}

/** The system's own client on the host outside of Kubernetes, writing and reading without pause. */
export interface SystemLoad {
  start(): Promise<void>;
  /** Writes acknowledged so far. */
  acknowledged(): Promise<number>;
  /** Ends the load, reads everything back, and tells what was seen. */
  finish(): Promise<LoadResult>;
  /** Ends what still runs, whatever happened. */
  close(): Promise<void>;
}
