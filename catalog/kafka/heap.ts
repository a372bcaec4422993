import { halfOfMemory } from '../heap.js';

/** More than this helps no broker: the page cache serves what consumers read (Kafka documentation, "Java version"). */
const largestHeap = 6 * 1024;

/** Heap in MiB of a member with this much memory (a Kubernetes quantity). */
export function heapMebibytes(memory: string): number {
  return halfOfMemory(memory, largestHeap);
}

/** Names are resolved anew soon, because members come and go with their addresses. */
export function javaOptions(memory: string): string {
  const heap = heapMebibytes(memory);
  return [
    `-Xms${heap}m`,
    `-Xmx${heap}m`,
    '-XX:+UseG1GC',
    '-XX:MaxGCPauseMillis=20',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    '-Dsun.net.inetaddr.ttl=10',
    '-Dsun.net.inetaddr.negative.ttl=1',
  ].join(' ');
}
