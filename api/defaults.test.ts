import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComponentRules } from './component.js';
import { withDefaults } from './defaults.js';
import type { DistributedClusterSpec } from './distributed-cluster.js';
import { exampleRules, exampleSpec } from '../test/harness/example-component.js';

const [rules] = exampleRules as [ComponentRules];
const [leader, store, gate] = exampleSpec.nodeTypes;

describe('defaults', () => {
  it('fill in everything that the owner left open', () => {
    expect(withDefaults(exampleSpec, rules)).toEqual({
      ...exampleSpec,
      nodeTypes: [
        { name: 'leader', replicas: 1, resources: { cpu: '100m', memory: '1Gi' }, volumes: [], config: {} },
        {
          name: 'store',
          replicas: 2,
          resources: { cpu: '200m', memory: '2Gi' },
          volumes: [{ name: 'data', size: '10Gi' }],
          config: {},
        },
        { name: 'gate', replicas: 1, resources: { cpu: '50m', memory: '128Mi' }, volumes: [], config: {} },
      ],
      exposure: { nodeType: 'gate' },
      volumeRetention: { whenDeleted: 'Delete' },
    });
  });

  it('leave alone what the owner said', () => {
    const nodeType = {
      name: 'store',
      replicas: 2,
      resources: { cpu: '3', memory: '9Gi' },
      volumes: [{ name: 'x', size: '1Ti', storageClassName: 'fast' }],
      config: { a: true },
    };
    const spec: DistributedClusterSpec = {
      ...exampleSpec,
      nodeTypes: [nodeType],
      exposure: { nodeType: 'store' },
      volumeRetention: { whenDeleted: 'Retain' },
    };
    expect(withDefaults(spec, rules)).toEqual(spec);
  });

  it('fill in one resource beside another that was given', () => {
    const spec = { ...exampleSpec, nodeTypes: [{ ...store, resources: { memory: '9Gi' } }] };
    expect(withDefaults(spec, rules).nodeTypes[0]?.resources).toEqual({ cpu: '200m', memory: '9Gi' });
  });

  it.each([
    ["the catalog's choice where it has members", [leader, store, gate], 'gate'],
    ['the last node type with members where that one is missing', [leader, store], 'store'],
    [
      'the last node type with members where that one has none',
      [leader, store, { ...gate, replicas: 0 }],
      'store',
    ],
  ])('expose %s', (_what, nodeTypes, expected) => {
    expect(withDefaults({ ...exampleSpec, nodeTypes }, rules).exposure).toEqual({ nodeType: expected });
  });

  it('done twice are as done once', () => {
    const nodeType = fc.record(
      {
        name: fc.constantFrom('leader', 'store', 'gate', 'unknown'),
        replicas: fc.nat(5),
        resources: fc.record({ cpu: fc.constant('2'), memory: fc.constant('3Gi') }, { requiredKeys: [] }),
        volumes: fc.array(fc.record({ name: fc.constant('v'), size: fc.constant('1Gi') }), { maxLength: 2 }),
      },
      { requiredKeys: ['name', 'replicas'] },
    );
    fc.assert(
      fc.property(fc.array(nodeType, { minLength: 1, maxLength: 4 }), (nodeTypes) => {
        const once = withDefaults({ ...exampleSpec, nodeTypes }, rules);
        expect(withDefaults(once, rules)).toEqual(once);
      }),
    );
  });
});
