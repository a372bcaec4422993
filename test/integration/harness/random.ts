/**
 * Whole numbers from 0 up to, not including, a bound: Marsaglia's xorshift32 ("Xorshift RNGs", 2003), which stays
 * within 32 bits. A generator that multiplies beyond 2^53 loses its low bits in a double, and with them its chance.
 */
export function randomBelow(seed: number): (bound: number) => number {
  let state = (seed ^ 0x9e37_79b9) | 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}
