import { parseQuantity } from '../api/quantity.js';

const mebibyte = 2 ** 20;

/**
 * Heap in MiB of a member with this much memory (a Kubernetes quantity): half, the rest is for buffers and files, and no more
 * than `largest` MiB.
 */
export function halfOfMemory(memory: string, largest: number): number {
  const half = Math.floor((parseQuantity(memory) ?? 0) / mebibyte / 2);
  return Math.min(half, largest);
}
