import { halfOfMemory } from '../heap.js';
import type { SearchEngine } from './engine.js';

/** From 32 GiB on the JVM needs wider object pointers, and holds less than with a little under it. */
const largestHeap = 31 * 1024;

/** Heap in MiB of a member with this much memory (a Kubernetes quantity). */
export function heapMebibytes(memory: string): number {
  return halfOfMemory(memory, largestHeap);
}

/**
 * Options that come after the image's jvm.options. The JVM's own log goes to the console instead of two gigabytes of
 * files; names are resolved anew soon, because members come and go with their addresses.
 */
export function javaOptions({ javaPrefix }: SearchEngine, memory: string): string {
  const heap = heapMebibytes(memory);
  return [
    `-Xms${heap}m`,
    `-Xmx${heap}m`,
    '-XX:-HeapDumpOnOutOfMemoryError',
    '-Xlog:disable',
    '-Xlog:all=warning:stderr',
    `-D${javaPrefix}.networkaddress.cache.ttl=10`,
    `-D${javaPrefix}.networkaddress.cache.negative.ttl=1`,
  ].join(' ');
}
