/** Sizes of one round; what the figures depend on. */
export interface Sizes {
  /** Pods of the one large set. */
  readonly large: number;
  /** Small sets, made at once. */
  readonly smallSets: number;
  readonly podsPerSmallSet: number;
  /** Pods of the set that is updated. */
  readonly updated: number;
  readonly maxUnavailable: number;
  /** Sets at rest, without pods, beside all that was made before. */
  readonly idleSets: number;
  readonly idleMs: number;
}

export const sizes: Sizes = {
  large: 1_000,
  smallSets: 50,
  podsPerSmallSet: 20,
  updated: 500,
  maxUnavailable: 10,
  idleSets: 2_000,
  idleMs: 20_000,
};

/** Of the round that does not count: every round has a control plane of its own, so that there is little to warm up. */
export const warmUpSizes: Sizes = {
  large: 10,
  smallSets: 2,
  podsPerSmallSet: 2,
  updated: 10,
  maxUnavailable: 5,
  idleSets: 10,
  idleMs: 1_000,
};

/** What every contestant's client may ask of the API server: equal for all, and seldom the limit on two cores. */
export const QPS = 300;
export const BURST = 600;

/** Simulated machines. */
export const MACHINES = 10;
export const PODS_PER_MACHINE = 10_000;
