import { describe, expect, it } from 'vitest';
import { canonicalQuantity } from './canonical-quantity.js';

describe('a quantity in the text that Kubernetes gives it', () => {
  it.each([
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['1.500', '1.500'],
    ['0.500', '500m'],
    ['007', '007'],
    ['01Gi', '01Gi'],
    ['08Gi', '8Gi'],
    ['0.3Mi', '314572800m'],
    ['8Ei', '9223372036854775807'],
    ['1234567890123456789', '1234567890123456789'],
    ['0.0000015', '1500n'],
    [0.5, '500m'],
    [2, '2'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['512Ki', '512Ki'],
    ['1Ki', '1Ki'],
    ['1.5Ki', '1536'],
    ['1000Ki', '1000Ki'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['1e9', '1e9'],
    ['1E2', '100'],
    ['12e-1', '1200e-3'],
    ['0', '0'],
    ['0Gi', '0'],
    ['00.10', '100m'],
    ['.5', '500m'],
    ['5.', '5.'],
    ['+1', '+1'],
    ['-1.5', '-1500m'],
    ['1000000G', '1P'],
    ['2000E', '2'],
    ['0.0000000001', '1n'],
    ['100n', '100n'],
    ['1000000n', '1m'],
    ['1200u', '1200u'],
    ['1E3', '1E3'],
    ['10E2', '1e3'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalQuantity(written)).toBe(canonical);
  });

  it.each([
    ['1200u', '2m'],
    ['1m', '1m'],
    ['0.0001', '1m'],
    ['1.500', '1.500'],
    ['1.5001', '1501m'],
  ])('%s is %s as an amount of a resource', (written, canonical) => {
    expect(canonicalQuantity(written, 'milli')).toBe(canonical);
  });

  it.each(['', '.', 'much', '1 Gi', '1KiB', '1e', '--1'])('leaves %j alone, which is none', (text) => {
    expect(canonicalQuantity(text)).toBe(text);
  });
});
