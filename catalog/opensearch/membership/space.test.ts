import { describe, expect, it } from 'vitest';
import { copy, excluding, node, picture } from './picture.fixture.js';
import { judgeSpace, reserve } from './space.js';

describe('the low watermark', () => {
  it.each([
    ['85%', 150],
    ['0.85', 150],
    ['92.5%', 75],
    ['1', 0],
    ['500b', 500],
    ['2kb', 2048],
    ['1.5k', 1536],
    ['10gb', 10 * 2 ** 30],
    ['much', undefined],
  ])('%s keeps %s of 1000 bytes free', (watermark, bytes) => {
    const kept = reserve(watermark, 1_000);
    if (bytes === undefined) expect(kept).toBeUndefined();
    else expect(kept).toBeCloseTo(bytes);
  });
});

describe('space on the others', () => {
  const sized = (text: string, bytes: number) => copy(text, { bytes });

  it.each([
    ['covers what moves', [sized('x 0 p a', 50), sized('y 0 p a', 50)], {}, true],
    ['is not enough in all', [sized('x 0 p a', 40), sized('y 0 p a', 40), sized('z 0 p a', 40)], {}, false],
    ['is not enough on any one member', [sized('x 0 p a', 60)], {}, false],
    [
      'does not count where the copy is already',
      [sized('x 0 p a', 40), sized('x 0 r b', 40), sized('y 0 p a', 40), sized('y 0 r b', 40)],
      {},
      false,
    ],
    [
      'is not needed by copies that stay',
      [sized('x 0 p a', 90), sized('x 0 r b', 90), sized('x 0 r c', 90)],
      {},
      true,
    ],
    [
      'does not count on members that leave too',
      [sized('x 0 p a', 50), sized('y 0 p a', 50)],
      excluding('b'),
      false,
    ],
    [
      'does not count on members that do not answer',
      [sized('x 0 p a', 50), sized('y 0 p a', 50)],
      { nodes: [node('a'), node('b', { disk: undefined }), node('c')] },
      false,
    ],
    [
      'is all that is free without a watermark',
      [sized('x 0 p a', 200)],
      { allocation: { excluded: [], enable: 'all', lowWatermark: '85%', diskThreshold: false } },
      true,
    ],
  ])('%s', (_sentence, copies, fields, holds) => {
    expect(judgeSpace(picture(copies, fields), 'a').holds).toBe(holds);
  });

  it('is told with its numbers', () => {
    expect(judgeSpace(picture([sized('x 3 p a', 2_048)]), 'a').detail).toBe(
      '2Ki in 1 shard to move, 100 bytes free on the others up to the low watermark of 85%; no place for x[3] (2Ki)',
    );
  });
});
