import { describe, expect, it } from 'vitest';
import { isDnsLabel, longestNodeTypeName } from '../api/names.js';
import { parseQuantity } from '../api/quantity.js';
import { validateSpec } from '../api/validation/spec.js';
import { catalog, catalogRules } from './index.js';

describe('the catalog', () => {
  it('finds each component by its name, and nothing by any other', () => {
    for (const { component } of catalogRules)
      expect(catalog.component(component)?.rules.component).toBe(component);
    expect(catalog.component('nothing')).toBeUndefined();
    expect(catalog.component('constructor')).toBeUndefined();
  });

  it.each(catalogRules.map((rules) => [rules.title, rules] as const))(
    'has for %s versions, names and sizes that fit together',
    (_title, rules) => {
      const names = rules.nodeTypes.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain(rules.exposed);
      expect(rules.versions.length).toBeGreaterThan(0);
      for (const { name, defaults, minimumMemory, minimumVolumes } of rules.nodeTypes) {
        expect(isDnsLabel(name, longestNodeTypeName)).toBe(true);
        expect(parseQuantity(defaults.memory) ?? 0).toBeGreaterThanOrEqual(
          parseQuantity(minimumMemory) ?? Infinity,
        );
        expect(defaults.volumes.length).toBeGreaterThanOrEqual(minimumVolumes);
      }
    },
  );

  it.each(catalogRules.map((rules) => [rules.title, rules] as const))(
    'allows the smallest cluster of %s that its rules describe',
    (_title, rules) => {
      const nodeTypes = rules.nodeTypes.map(({ name, minimum }) => ({ name, replicas: minimum }));
      const spec = {
        component: rules.component,
        version: rules.versions.at(-1) ?? '',
        tenant: 'a',
        nodeTypes,
      };
      expect(validateSpec(spec, catalogRules)).toEqual([]);
    },
  );

  it.each(catalogRules.map((rules) => [rules.title, rules] as const))(
    'brings up and restarts every node type of %s once',
    (_title, rules) => {
      const component = catalog.component(rules.component);
      const names = rules.nodeTypes.map(({ name }) => name).toSorted();
      expect(component?.provisioningStages.flat().toSorted()).toEqual(names);
      expect(component?.rolloutOrder.toSorted()).toEqual(names);
    },
  );
});
