import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import type { ApplyOutcome } from '../apply.js';
import { cluster } from './render/sighting.fixture.js';
import { undoOfApply, undoText } from './undo.js';

const key = { namespace: 'search', name: 'logs' };
const { spec } = cluster;
const [master, data] = spec.nodeTypes;
const types = (...nodeTypes: DistributedClusterSpec['nodeTypes']): Partial<DistributedClusterSpec> => ({
  nodeTypes,
});

function changed(before: Partial<DistributedClusterSpec>, after: Partial<DistributedClusterSpec>) {
  const outcome: ApplyOutcome = {
    key,
    action: 'changed',
    cluster: { ...cluster, spec: { ...spec, ...after } },
    before: { ...spec, ...before },
    changes: [],
    kept: [],
  };
  const undo = undoOfApply(outcome);
  return undo && undoText(undo);
}

if (master === undefined || data === undefined) throw new Error('the fixture has two node types');

/** [what was applied, before, after, what the person reads] */
const cases: readonly (readonly [
  string,
  Partial<DistributedClusterSpec>,
  Partial<DistributedClusterSpec>,
  string | RegExp,
])[] = [
  [
    'more members',
    {},
    types(master, { ...data, replicas: 5 }),
    'undo: statewright scale logs data 2 -n search',
  ],
  [
    'settings set, changed and removed',
    types(master, { ...data, config: { a: '20%', b: 7 } }),
    types(master, { ...data, config: { a: '30%', 'c.d': true } }),
    'undo: statewright configure logs data a=20% b=7 c.d- -n search',
  ],
  [
    'members and a setting together',
    {},
    types(master, { ...data, replicas: 3, config: { a: 1 } }),
    'undo: statewright scale logs data 2 -n search && statewright configure logs data a- -n search',
  ],
  [
    'an image',
    {},
    { image: "mirror/it's" },
    /^undo: printf %s '\{"apiVersion":"statewright\.io\/v1alpha1".*\}' \| statewright apply -f -$/,
  ],
  ['one more node type', {}, types(master, data, { name: 'client', replicas: 1 }), /^undo: printf %s /],
  [
    'a larger volume',
    types(master, { ...data, volumes: [{ name: 'data', size: '1Gi' }] }),
    types(master, { ...data, volumes: [{ name: 'data', size: '2Gi' }] }),
    /^There is no simple undo\. spec\.nodeTypes\[1\]\.volumes\[0\]\.size: A volume cannot shrink from 2Gi to 1Gi\./,
  ],
  [
    'masters whose majority would leave at once',
    {},
    types({ ...master, replicas: 3 }, data),
    /^There is no simple undo\. spec\.nodeTypes\[0\]\.replicas: .* keep at least 2\.$/,
  ],
];

describe('the way back from an apply', () => {
  it.each(cases)('that brought %s', (_what, before, after, expected) => {
    if (typeof expected === 'string') expect(changed(before, after)).toBe(expected);
    else expect(changed(before, after)).toMatch(expected);
  });

  it('that made a cluster is to delete it, and of one that changed nothing there is none', () => {
    const made = { key, action: 'created', cluster, changes: [], kept: [] } as const;
    expect(undoOfApply(made)).toEqual({ command: 'statewright delete logs -n search' });
    expect(undoOfApply({ ...made, action: 'unchanged', before: spec })).toBeUndefined();
  });

  it('gives the shell the very manifest of before', () => {
    const before = { image: "mirror/it's", tenant: spec.tenant };
    const line = changed(before, { image: 'other' }) ?? '';
    const script = line.replace(/^undo: /, '').replace('| statewright apply -f -', '');
    const printed: unknown = JSON.parse(execFileSync('sh', ['-c', script], { encoding: 'utf8' }));
    expect(printed).toMatchObject({
      kind: 'DistributedCluster',
      metadata: key,
      spec: { ...spec, ...before },
    });
  });
});
