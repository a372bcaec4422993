/** Workflows of each phase: enough for a steady figure, few enough for a run of minutes. */
export const WARM_UP = 15;
export const SEQUENTIAL = 20;
export const RESTED = 5;
export const PARALLEL = 80;
export const CONCURRENCY = 50;
/** Between two of the rested ones: the server allows 20 reads per second of a queue, and one workflow needs three or so. */
export const REST_MS = 500;
