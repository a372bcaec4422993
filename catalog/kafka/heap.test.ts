import { describe, expect, it } from 'vitest';
import { heapMebibytes, javaOptions } from './heap.js';
import { kafkaRules } from './rules.js';
import { moveRate } from './settings.js';

describe('the heap', () => {
  it.each([
    ['512Mi', 256],
    ['1Gi', 512],
    ['64Gi', 6144],
  ])('of a member with %s is %i MiB: half, and the page cache has the rest', (memory, expected) => {
    expect(heapMebibytes(memory)).toBe(expected);
    expect(javaOptions(memory)).toContain(`-Xmx${expected}m`);
  });

  it('is at least 256 MiB with every default', () => {
    for (const { minimumMemory } of kafkaRules.nodeTypes) {
      expect(heapMebibytes(minimumMemory)).toBeGreaterThanOrEqual(256);
    }
  });
});

describe('the rate at which partitions are moved', () => {
  it.each([
    [undefined, 52_428_800],
    [1_000_000, 1_000_000],
    ['2000000', 2_000_000],
    ['fast', 52_428_800],
    [0, 52_428_800],
    [-1, 52_428_800],
  ])('with %s set is %i bytes a second', (set, expected) => {
    const config = set === undefined ? {} : { 'statewright.move.bytes.per.second': set };
    expect(moveRate({ nodeTypes: [{ name: 'broker', replicas: 1, config }] })).toBe(expected);
  });
});
