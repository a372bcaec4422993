import { describe, expect, it } from 'vitest';
import { exampleRules, exampleSpec } from '../test/harness/example-component.js';
import { applySpecChange, type SpecChange } from './spec-change.js';

const [leader, store, gate] = exampleSpec.nodeTypes;

/** The spec that the change leads to, or `field code` of each problem. */
function outcome(change: SpecChange): unknown {
  const after = applySpecChange(exampleSpec, change, exampleRules, []);
  return after.ok ? after.spec : after.problems.map(({ field, code }) => `${field} ${code}`);
}

/** [the change, what becomes of it] */
const cases: readonly (readonly [SpecChange, unknown])[] = [
  [
    { kind: 'scale', nodeType: 'store', replicas: 5 },
    { ...exampleSpec, nodeTypes: [leader, { ...store, replicas: 5 }, gate] },
  ],
  [
    { kind: 'upgrade', version: '2.0' },
    { ...exampleSpec, version: '2.0' },
  ],
  [
    { kind: 'configure', nodeType: 'gate', config: { a: 1 } },
    { ...exampleSpec, nodeTypes: [leader, store, { ...gate, config: { a: 1 } }] },
  ],
  [{ kind: 'scale', nodeType: 'shop', replicas: 5 }, ['nodeType UnknownNodeType']],
  [{ kind: 'upgrade', version: '9' }, ['spec.version UnknownVersion']],
  [{ kind: 'upgrade', version: '1.0' }, ['spec.version DowngradeRefused']],
  [
    { kind: 'configure', nodeType: 'gate', config: { 'cluster.name': 'x' } },
    ['spec.nodeTypes[2].config[cluster.name] ForbiddenConfigKey'],
  ],
];

describe('a change of a cluster', () => {
  it.each(cases)('%o is made or refused by field', (change, expected) => {
    expect(outcome(change)).toEqual(expected);
  });

  it.each([
    ['leader', 0],
    ['store', 0],
  ])('that scales the last %s away shows one problem for the field and not two', (nodeType, replicas) => {
    const problems = outcome({ kind: 'scale', nodeType, replicas });
    expect(problems).toEqual([expect.stringMatching(/^spec\.nodeTypes\[\d\]\.replicas LastMembersDropped$/)]);
  });
});
