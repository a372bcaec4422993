import type { Vip } from '../../api/balancer/index.js';

/** What carries the traffic of VIPs. */
export interface DataPlane {
  /** Brings about that exactly these VIPs are served; resolves when they are. Never called twice at a time. */
  apply(vips: readonly Vip[]): Promise<void>;
  /** Lets go of what it holds; traffic may go on. */
  close(): Promise<void>;
}

/** Keeps the books only: for tests of the API, and for machines without network namespaces. */
export const noDataPlane: DataPlane = {
  apply: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
