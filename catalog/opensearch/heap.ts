import { parseQuantity } from '../../api/quantity.js';

const mebibyte = 2 ** 20;

/** From 32 GiB on the JVM needs wider object pointers, and holds less than with a little under it. */
const largestHeap = 31 * 1024;

/** Heap in MiB of a member with this much memory (a Kubernetes quantity): half, the rest is for buffers and files. */
export function heapMebibytes(memory: string): number {
  const half = Math.floor((parseQuantity(memory) ?? 0) / mebibyte / 2);
  return Math.min(half, largestHeap);
}

/**
 * Options that come after the image's jvm.options. The JVM's own log goes to the console instead of two gigabytes of
 * files; names are resolved anew soon, because members come and go with their addresses.
 */
export function javaOptions(memory: string): string {
  const heap = heapMebibytes(memory);
  return [
    `-Xms${heap}m`,
    `-Xmx${heap}m`,
    '-XX:-HeapDumpOnOutOfMemoryError',
    '-Xlog:disable',
    '-Xlog:all=warning:stderr',
    '-Dopensearch.networkaddress.cache.ttl=10',
    '-Dopensearch.networkaddress.cache.negative.ttl=1',
  ].join(' ');
}
