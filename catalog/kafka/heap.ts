import { parseQuantity } from '../../api/quantity.js';

const mebibyte = 2 ** 20;

/** More than this helps no broker: the page cache serves what consumers read (Kafka documentation, "Java version"). */
const largestHeap = 6 * 1024;

/** Heap in MiB of a member with this much memory (a Kubernetes quantity): half, the rest is for buffers and the page cache. */
export function heapMebibytes(memory: string): number {
  const half = Math.floor((parseQuantity(memory) ?? 0) / mebibyte / 2);
  return Math.min(half, largestHeap);
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
