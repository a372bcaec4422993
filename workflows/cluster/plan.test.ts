import { describe, expect, it } from 'vitest';
import type { ObservedCluster } from '../../activities/cluster/contract.js';
import type { LeavingMember } from '../../api/offline/leaving.js';
import { planSteps } from './plan.js';

const observed = (changes: Partial<ObservedCluster>): ObservedCluster => ({
  uid: 'uid',
  generation: 2,
  observedGeneration: 1,
  deletionRequested: false,
  formed: true,
  spec: { component: 'example', version: '1', tenant: 'shop', nodeTypes: [] },
  rules: [],
  machines: [],
  problems: [],
  provisioningStages: [['master'], ['data']],
  rolloutOrder: ['data', 'master'],
  missingSets: [],
  ...changes,
});
const rollout = { faulty: [], joining: [] };
const names = (changes: Partial<ObservedCluster>, intent: 'provision' | 'update' = 'update'): string[] =>
  planSteps(observed(changes), intent).map(({ name }) => name);
const leaving = (nodeType: string, ordinal: number): LeavingMember => ({
  member: { nodeType, ordinal },
  departure: 'scale-down',
});

describe('the steps of an update', () => {
  it('restart members type by type, rid of marks before', () => {
    expect(names({ rollout })).toEqual([
      'Hold the cluster',
      'Services and configuration',
      'Drain marks of members that stay',
      'Update data',
      'Restarts of data',
      'Members of data',
      'Update master',
      'Restarts of master',
      'Members of master',
      'Remove dropped node types',
      'Health by the system itself',
    ]);
  });

  it('leave restarts to the sets where the component has no guards, and in what was recorded before', () => {
    expect(names({}).filter((name) => /Restart|marks/.test(name))).toEqual([]);
    const sets = planSteps(observed({}), 'update').filter(({ kind }) => kind === 'sets');
    expect(sets.every((step) => !('restarts' in step))).toBe(true);
  });

  it('replace what does not serve in all node types before anything waits', () => {
    const steps = names({ rollout: { faulty: ['data', 'master'], joining: [] } });
    expect(steps.slice(2, 5)).toEqual([
      'Replace members of data that do not serve',
      'Replace members of master that do not serve',
      'Drain marks of members that stay',
    ]);
  });

  it('do not tell a set to do without members that are not drained, though others of it do not serve', () => {
    const steps = names({ rollout: { faulty: ['data'], joining: [] }, leaving: [leaving('data', 2)] });
    expect(steps).not.toContain('Replace members of data that do not serve');
    expect(steps.indexOf('Drain data 2')).toBeLessThan(steps.indexOf('Update data'));
  });

  it('strike off members when they have gone', () => {
    const steps = names({ rollout, leaving: [leaving('data', 2)] });
    expect(steps.indexOf('Strike off data 2')).toBe(steps.indexOf('Members of data') + 1);
  });

  it('drain members of a dropped node type before it goes, when the others stand', () => {
    const steps = names({ rollout, leaving: [leaving('gate', 1), leaving('gate', 0)] });
    expect(steps.slice(-6)).toEqual([
      'Drain gate 1',
      'Drain gate 0',
      'Remove dropped node types',
      'Strike off gate 1',
      'Strike off gate 0',
      'Health by the system itself',
    ]);
  });

  it('wait for the share of members that join', () => {
    const steps = names({ rollout: { faulty: [], joining: [{ nodeType: 'data', ordinal: 3 }] } });
    expect(steps.slice(-3)).toEqual([
      'Drain marks of members that joined',
      'Health by the system itself',
      'Members that joined carry their share',
    ]);
  });

  it('restart nobody in a first start', () => {
    expect(names({ rollout, formed: false }, 'provision').filter((name) => name.includes('Restart'))).toEqual(
      [],
    );
  });
});
