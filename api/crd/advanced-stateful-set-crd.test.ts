import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { advancedStatefulSetSpecSchema } from '../advanced-stateful-set.js';
import { advancedStatefulSetCrd } from './advanced-stateful-set-crd.js';
import { appsV1Adjustments } from './apps-v1-adjustments.js';
import type { ValidationRule } from './cel.js';
import { kubernetesDefinitions } from './kubernetes-definitions.js';

const crd = advancedStatefulSetCrd();

/** Every value under the key, wherever it stands. */
function all(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...all(inner, key),
  ]);
}

const rules = all(crd, 'x-kubernetes-validations').flat() as ValidationRule[];

describe('the definition of AdvancedStatefulSet', () => {
  it('has nothing in it that a structural schema may not have', () => {
    for (const key of ['$ref', 'ref', 'oneOf', 'anyOf', 'allOf', 'const', 'propertyNames']) {
      expect(all(crd, key), key).toEqual([]);
    }
    expect(all(crd, 'additionalProperties')).not.toContain(false);
  });

  it('has every field of the StatefulSetSpec that it was made from, and no more than ours beside them', () => {
    const theirs = Object.keys(kubernetesDefinitions.StatefulSetSpec?.properties ?? {});
    const own = Object.keys(advancedStatefulSetSpecSchema.shape);
    expect(theirs.length).toBeGreaterThan(10);
    expect(own.toSorted()).toEqual([...theirs, 'offlineStrategy', 'paused'].toSorted());
  });

  it('adjusts only definitions and fields that there are', () => {
    for (const [name, adjustment] of Object.entries(appsV1Adjustments)) {
      const { defaults, optional, required, bounds, repeatable, forbidden } = adjustment;
      const fields = Object.keys(kubernetesDefinitions[name]?.properties ?? {});
      const adjusted = [defaults, bounds].flatMap((byField) => Object.keys(byField ?? {}));
      const listed = [optional, required, repeatable, forbidden].flatMap((names) => names ?? []);
      expect(fields, name).toEqual(expect.arrayContaining([...adjusted, ...listed]));
    }
  });

  it('explains every rule, without a gap in the sentence', () => {
    expect(rules.length).toBeGreaterThan(15);
    for (const { message, messageExpression, rule } of rules) {
      expect(message ?? messageExpression, rule).toBeTruthy();
      expect(`${message ?? ''}${messageExpression ?? ''}`).not.toMatch(/\{\w+\}/);
    }
  });

  it('is small beside what etcd takes, and what kubectl notes on an object', () => {
    expect(JSON.stringify(crd).length).toBeLessThan(200 * 1024);
  });

  it('shows people what is wanted, ready, updated, available and offline, and the age', () => {
    const columns = z.array(z.object({ name: z.string(), priority: z.int().optional() }));
    const shown = all(crd, 'additionalPrinterColumns').flatMap((value) => columns.parse(value));
    const always = shown.filter(({ priority }) => priority === undefined).map(({ name }) => name);
    expect(always).toEqual(['Wanted', 'Ready', 'Updated', 'Available', 'Offline', 'Age']);
  });
});
