/** Pods that are attached one after the other, and then so many again several at a time, in each round. */
export const PODS = 100;
export const AT_ONCE = 10;
/** What a pool asks for that says nothing. */
export const PROBE_MS = 30;
