/** Connections of a round; with the ports of one address, two rounds a minute fit. */
export const CONNECTIONS = 5_000;
/** Under way at once. */
export const AT_ONCE = 32;
