import { parseQuantity } from '../../api/quantity.js';

const mebibyte = 2 ** 20;
const mebibytesOf = (memory: string): number => Math.floor((parseQuantity(memory) ?? 0) / mebibyte);

/** What a NodeManager needs beside its heap, MiB. */
const besideHeap = 256;

/** Heap in MiB of a NodeManager with this much memory (a Kubernetes quantity): an eighth, within bounds. */
export function nodeHeap(memory: string): number {
  return Math.min(1024, Math.max(192, Math.floor(mebibytesOf(memory) / 8)));
}

/** MiB that containers of applications may have together: they run in the NodeManager's pod. */
export function forContainers(memory: string): number {
  return Math.max(128, mebibytesOf(memory) - nodeHeap(memory) - besideHeap);
}
