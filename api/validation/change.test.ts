import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterVolume, DistributedClusterSpec } from '../distributed-cluster.js';
import { leastVotersAfter, validateChange, validateUpdate } from './change.js';
import { exampleRules, exampleSpec } from '../../test/harness/example-component.js';

const [leader, store, gate] = exampleSpec.nodeTypes;
const leaders = (replicas: number) => ({ nodeTypes: [{ ...leader, replicas }, store, gate] });
const storing = (...volumes: ClusterVolume[]) => ({ nodeTypes: [leader, { ...store, volumes }, gate] });
const caching = (replicas: number) => ({ ...gate, replicas, volumes: [{ name: 'cache', size: '1Gi' }] });
const data = { name: 'data', size: '10Gi' };

type Differing = Partial<DistributedClusterSpec>;

/** [the change, before, after, problems as `field code`] */
const cases: readonly (readonly [string, Differing, Differing, readonly string[]])[] = [
  ['nothing', {}, {}, []],
  ['more members', {}, leaders(3), []],
  ['another component', {}, { component: 'other' }, ['spec.component ImmutableField']],
  ['another tenant', {}, { tenant: 'sales' }, ['spec.tenant ImmutableField']],
  ['a newer version', {}, { version: '2.0' }, []],
  ['an older version', {}, { version: '1.0' }, ['spec.version DowngradeRefused']],
  ['a version that the catalog does not list, which is not for this check', {}, { version: '0.9' }, []],
  ['from a version that the catalog no longer lists', { version: '0.9' }, { version: '1.0' }, []],
  ['the last leader away', {}, leaders(0), ['spec.nodeTypes[0].replicas LastMembersDropped']],
  ['the leaders away as a node type', {}, { nodeTypes: [store] }, ['spec.nodeTypes LastMembersDropped']],
  [
    'fewer members than the minimum',
    {},
    { nodeTypes: [leader, { ...store, replicas: 1 }] },
    ['spec.nodeTypes[1].replicas LastMembersDropped'],
  ],
  ['one of three leaders away', leaders(3), leaders(2), []],
  ['two of three leaders away', leaders(3), leaders(1), ['spec.nodeTypes[0].replicas MajorityDropped']],
  ['one of two leaders away', leaders(2), leaders(1), ['spec.nodeTypes[0].replicas MajorityDropped']],
  ['two of five leaders away', leaders(5), leaders(3), []],
  ['a larger volume', storing(data), storing({ ...data, size: '11Gi' }), []],
  ['the same size in another unit', storing(data), storing({ ...data, size: '10240Mi' }), []],
  [
    'a smaller volume',
    storing(data),
    storing({ ...data, size: '9.5Gi' }),
    ['spec.nodeTypes[1].volumes[0].size VolumeShrinks'],
  ],
  [
    "a volume smaller than the catalog's, which was in force before",
    {},
    storing({ ...data, size: '1Gi' }),
    ['spec.nodeTypes[1].volumes[0].size VolumeShrinks'],
  ],
  ["the catalog's volumes written out", {}, storing(data), []],
  [
    'a renamed volume',
    storing(data),
    storing({ ...data, name: 'disk' }),
    ['spec.nodeTypes[1].volumes VolumesFixed'],
  ],
  [
    'a volume more',
    storing(data),
    storing(data, { name: 'more', size: '1Gi' }),
    ['spec.nodeTypes[1].volumes VolumesFixed'],
  ],
  [
    'volumes in another order',
    storing(data, { name: 'b', size: '1Gi' }),
    storing({ name: 'b', size: '1Gi' }, data),
    [],
  ],
  [
    'another storage class',
    storing({ ...data, storageClassName: 'slow' }),
    storing({ ...data, storageClassName: 'fast' }),
    ['spec.nodeTypes[1].volumes[0].storageClassName ImmutableField'],
  ],
  ['an optional node type away', {}, { nodeTypes: [leader, store] }, []],
  [
    'an optional node type away whose members have volumes',
    { nodeTypes: [leader, store, caching(1)] },
    { nodeTypes: [leader, store] },
    ['spec.nodeTypes NodeTypeHoldsVolumes'],
  ],
  [
    'an optional node type away that had volumes and has no members',
    { nodeTypes: [leader, store, caching(0)] },
    { nodeTypes: [leader, store] },
    [],
  ],
  ['node types in another order', {}, { nodeTypes: [gate, store, leader] }, []],
];

describe('a change', () => {
  it.each(cases)('to %s is judged with the exact fields', (_what, before, after, expected) => {
    const problems = validateChange(
      { ...exampleSpec, ...before },
      { ...exampleSpec, ...after },
      exampleRules,
    );
    expect(problems.map(({ field, code }) => `${field} ${code}`)).toEqual(expected);
    for (const { sentence, remedy } of problems) expect(`${sentence} ${remedy}`).not.toMatch(/[{}]/);
  });

  it('is explained once where both the step and its result are wrong', () => {
    const problems = validateUpdate(exampleSpec, { ...exampleSpec, ...leaders(0) }, exampleRules);
    expect(problems.map(({ code }) => code)).toEqual(['LastMembersDropped']);
  });

  it('names what was wrong already besides what the step makes wrong', () => {
    const after = { ...exampleSpec, tenant: 'sales', version: '9' };
    const problems = validateUpdate(exampleSpec, after, exampleRules);
    expect(problems.map(({ code }) => code)).toEqual(['ImmutableField', 'UnknownVersion']);
  });
});

describe('voters', () => {
  it('that stay are always more than those who leave', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (before) => {
        const least = leastVotersAfter(before);
        expect(least).toBeGreaterThan(before - least);
        expect(least - 1).toBeLessThanOrEqual(before - (least - 1));
      }),
    );
  });
});
