import { describe, expect, it } from 'vitest';
import { cluster, podReady, sighting as provisioning } from './cli/render/sighting.fixture.js';
import type { ClusterSighting } from './observe.js';
import { isReady, unreadyReason } from './readiness.js';

const placed = {
  ...cluster,
  status: { phase: 'Ready', observedGeneration: 2, message: 'Everything asked for is in place.' },
} as const;
const data = { ...podReady, nodeType: 'data' };
const ready: ClusterSighting = {
  key: provisioning.key,
  presence: 'present',
  cluster: placed,
  pods: [podReady, { ...data, name: 'logs-data-0' }, { ...data, name: 'logs-data-1' }],
  unanswered: [],
};
const silent = (question: string) => ({ unanswered: [{ question, sentence: 'No answer.', remedy: '' }] });

/** [what is seen, how it differs from a cluster that is ready, the reason] */
const cases: readonly (readonly [string, Partial<ClusterSighting>, RegExp | undefined])[] = [
  ['in place with every member ready', {}, undefined],
  ['ready while its workflow gives no answer', silent('the steps'), undefined],
  ['no longer known', { presence: 'unknown' }, /Kubernetes does not tell how it is/],
  ['absent', { presence: 'absent', pods: [] }, /not there/],
  [
    'being deleted',
    { cluster: { ...placed, metadata: { ...cluster.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } } },
    /being deleted/,
  ],
  [
    'still worked on',
    { cluster: { ...cluster, status: { ...placed.status, phase: 'Updating' } } },
    /in place/,
  ],
  [
    'Ready for the spec before this one',
    { cluster: { ...cluster, status: { ...placed.status, observedGeneration: 1 } } },
    /in place/,
  ],
  ['not worked on yet', { cluster: { ...cluster, status: {} } }, /not said anything/],
  ['worked on, as its workflow tells', { ...provisioning, cluster }, /^Members of data: 0 of 2 ready$/],
  ['in place with members that are not known', silent('the pods'), /how its members are/],
  ['in place without pods', { pods: [] }, /0 of 1 master, 0 of 2 data/],
  [
    'in place with a member short',
    { pods: ready.pods.map((pod) => ({ ...pod, ready: pod.name !== 'logs-data-1' })) },
    /1 of 1 master, 1 of 2 data/,
  ],
  [
    'in place with a member more of another type',
    { pods: ready.pods.map((pod) => ({ ...pod, nodeType: 'data' })) },
    /0 of 1 master, 3 of 2 data/,
  ],
];

describe('a cluster', () => {
  it.each(cases)('%s is told as what it is', (_what, changes, reason) => {
    const sighting = { ...ready, ...changes };
    if (reason === undefined) expect(unreadyReason(sighting)).toBeUndefined();
    else expect(unreadyReason(sighting)).toMatch(reason);
    expect(isReady(sighting)).toBe(reason === undefined);
  });

  it('whose phase is Ready from before is not ready after its machines were restarted and no member runs', () => {
    const pods = ready.pods.map((pod) => ({ ...pod, ready: false, containers: '0/1' }));
    expect(isReady({ ...ready, pods })).toBe(false);
  });
});
