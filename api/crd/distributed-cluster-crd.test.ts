import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleRules } from '../../test/harness/example-component.js';
import type { ValidationRule } from './cel.js';
import { distributedClusterCrd } from './distributed-cluster-crd.js';

const crd = distributedClusterCrd(exampleRules);

/** Every value under the key, wherever it stands. */
function all(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...all(inner, key),
  ]);
}

const rules = all(crd, 'x-kubernetes-validations').flat() as ValidationRule[];

describe('the definition of DistributedCluster', () => {
  it('has nothing in it that a structural schema may not have', () => {
    for (const key of [
      '$ref',
      'anyOf',
      'oneOf',
      'allOf',
      'not',
      'const',
      'propertyNames',
      'patternProperties',
    ]) {
      expect(all(crd, key)).toEqual([]);
    }
    expect(all(crd, 'additionalProperties')).not.toContain(false);
  });

  it('explains every rule, without a gap in the sentence', () => {
    expect(rules.length).toBeGreaterThan(20);
    for (const { message, messageExpression, rule } of rules) {
      expect(message ?? messageExpression, rule).toBeTruthy();
      expect(`${message ?? ''}${messageExpression ?? ''}`).not.toMatch(/\{\w+\}/);
    }
  });

  it('asks for the old object only where the API server allows the rule on a new one', () => {
    for (const { rule, optionalOldSelf } of rules) {
      // The API server refuses optionalOldSelf on a rule without oldSelf.
      expect(rule.includes('oldSelf.hasValue()')).toBe(optionalOldSelf === true);
    }
  });

  it('has a rule for each version that another one came after', () => {
    const downgrade = rules.filter(({ messageExpression }) => messageExpression?.includes('cannot go back'));
    expect(downgrade.map(({ rule }) => rule)).toEqual([
      "self.component != 'example' || (!(self.version == '1.0' && oldSelf.version in ['1.1', '2.0']) && !(self.version == '1.1' && oldSelf.version in ['2.0']))",
    ]);
  });

  it('shows people component, version, phase, health, readiness and age', () => {
    const columns = z.array(z.object({ name: z.string(), priority: z.int().optional() }));
    const shown = all(crd, 'additionalPrinterColumns').flatMap((value) => columns.parse(value));
    const always = shown.filter(({ priority }) => priority === undefined).map(({ name }) => name);
    expect(always).toEqual(['Component', 'Version', 'Phase', 'Health', 'Ready', 'Age']);
  });
});
