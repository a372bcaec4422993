/** Reservations that are there before, by contestant. */
export const existing: Readonly<Record<string, number>> = { 'at-100': 100, 'at-10000': 10_000 };

export interface Sizes {
  /** Pods that come one after the other. */
  readonly steadyPods: number;
  /** Pods that come as fast as the API server takes them. */
  readonly togetherPods: number;
}

export const sizes: Sizes = { steadyPods: 1_000, togetherPods: 1_000 };
/** Of the round that does not count. */
export const warmUpSizes: Sizes = { steadyPods: 40, togetherPods: 100 };

/** So few that none has to wait for another: what is measured is how long one takes, not how long a queue is. */
export const PODS_PER_SECOND = 40;
/** Machines that the pods are on, which nobody simulates. */
export const MACHINES = 10;
/** Pods of each round that come before and do not count: the process has just started. */
export const WARM_UP_PODS = 200;

/** What the controller may ask of the API server; the product's default is 50 a second. */
export const QPS = 2_000;
export const BURST = 4_000;
