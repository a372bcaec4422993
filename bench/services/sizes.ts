/** Services that are there, by contestants' suffix. */
export const populations: Readonly<Record<string, number>> = { 'at-1000': 1_000, 'at-10000': 10_000 };

/** Endpoint changes of a round, each of another Service. */
export const CHANGES = 300;
/** Of the round that does not count. */
export const WARM_UP_CHANGES = 40;
export const CHANGES_PER_SECOND = 20;
/** Services of a namespace: the API server goes through all slices of one to find those of a Service. */
export const PER_NAMESPACE = 100;
/** Endpoints of each Service. */
export const MEMBERS = 3;
