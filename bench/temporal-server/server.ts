/** A server that runs, and all that it needs. */
export interface RunningServer {
  /** `host:port` of the frontend. */
  readonly address: string;
  /** Whose processor time and memory count as the server's, each with its descendants. */
  readonly processes: readonly number[];
  readonly stop: () => Promise<void>;
}

/** A way to run a Temporal server, with its data in one folder. */
export interface TemporalServer {
  /** Returns when the namespace `default` answers. Starts on empty data as well as on those of an earlier run. */
  start(): Promise<RunningServer>;
}
