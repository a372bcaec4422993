import { describe, expect, it } from 'vitest';
import { heapMebibytes, javaOptions } from './heap.js';
import { opensearchEngine } from './engine.js';
import { opensearchRules } from './rules.js';

describe('the heap', () => {
  it.each([
    ['1Gi', 512],
    ['1.5Gi', 768],
    ['2000M', 953],
    ['64Gi', 31_744],
    ['1Ti', 31_744],
  ])('of a member with %s is %i MiB: half, and never so much that pointers get wider', (memory, expected) => {
    expect(heapMebibytes(memory)).toBe(expected);
  });

  it('is at least 512 MiB with every default', () => {
    for (const { defaults, minimumMemory } of opensearchRules.nodeTypes) {
      expect(heapMebibytes(defaults.memory)).toBeGreaterThanOrEqual(512);
      expect(heapMebibytes(minimumMemory)).toBeGreaterThanOrEqual(512);
    }
  });

  it('has the same least and greatest size, as the bootstrap check of OpenSearch asks', () => {
    expect(javaOptions(opensearchEngine, '2Gi')).toContain('-Xms1024m -Xmx1024m');
  });
});
