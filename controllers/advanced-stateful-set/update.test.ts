import { describe, expect, it } from 'vitest';
import type { SetSpecView } from './model.js';
import {
  aPod,
  aSet,
  bothRevisions,
  decideFor,
  offline,
  revision,
  told,
  update,
  type PodCondition,
} from './observation.fixture.js';

type Update = Partial<SetSpecView['update']>;

const parallel = (changes: Update = {}, spec: Partial<SetSpecView> = {}) =>
  aSet({ podManagementPolicy: 'Parallel', update: update(changes), ...spec });
const old = (ordinal: number, condition: PodCondition = 'available', rest: Parameters<typeof aPod>[2] = {}) =>
  aPod(ordinal, condition, { age: 'old', ...rest });
const toldFor = (set: ReturnType<typeof aSet>, pods: ReturnType<typeof aPod>[], refused: string[] = []) =>
  told(decideFor(set, { pods, revisions: bothRevisions, inPlaceRefused: new Set(refused) }));

const labelled = (name: string) => ({
  app: 'web',
  'controller-revision-hash': name,
  'statefulset.kubernetes.io/pod-name': 'web-1',
});

describe('a rolling update in Parallel replaces', () => {
  const rows: readonly [string, Update, ReturnType<typeof aPod>[], string[]][] = [
    ['the highest pod first', {}, [old(0), old(1), old(2)], ['delete web-2: outdated']],
    ['the next when that is done', {}, [old(0), old(1), aPod(2)], ['delete web-1: outdated']],
    ['nothing while one is starting', {}, [old(0), old(1), aPod(2, 'starting')], []],
    ['nothing while one is terminating', {}, [old(0), old(1), old(2, 'terminating')], []],
    ['nothing while another recovers', {}, [aPod(0, 'recovering'), old(1), old(2)], []],
    ['nothing below the partition', { partition: 2 }, [old(0), old(1), aPod(2)], []],
    [
      'below the partition what is faulty and not of the current revision',
      { partition: 3 },
      [aPod(0, 'stuck'), aPod(1, 'stuck', { labels: labelled('web-other') }), aPod(2)],
      ['delete web-1: faulty'],
    ],
    ['nothing with OnDelete', { type: 'OnDelete' }, [old(0), old(1), old(2)], []],
    [
      'as many as may be unavailable',
      { maxUnavailable: 2 },
      [old(0), old(1), old(2)],
      ['delete web-2: outdated', 'delete web-1: outdated'],
    ],
    [
      'a share of the wanted pods',
      { maxUnavailable: '70%' },
      [old(0), old(1), old(2)],
      ['delete web-2: outdated', 'delete web-1: outdated'],
    ],
    [
      'fewer while one is terminating',
      { maxUnavailable: 2 },
      [old(0), old(1), old(2, 'terminating')],
      ['delete web-1: outdated'],
    ],
    [
      'all that never were ready, or have not been for long, as nothing is taken away',
      {},
      [old(0, 'hopeless'), old(1, 'pending'), old(2, 'stuck')],
      ['delete web-2: faulty', 'delete web-1: faulty', 'delete web-0: faulty'],
    ],
    [
      'one that may recover at a time',
      {},
      [old(0, 'recovering'), old(1, 'recovering'), old(2)],
      ['delete web-1: outdated'],
    ],
    [
      'none that may recover while one is starting',
      {},
      [old(0, 'recovering'), old(1), aPod(2, 'starting')],
      [],
    ],
    [
      'one in the middle of an update in place, which is not counted on anyway',
      {},
      [old(0), old(1), old(2, 'updatingInPlace')],
      ['delete web-2: outdated'],
    ],
    ['one that has ended only once', {}, [old(0), old(1), old(2, 'failed')], ['delete web-2: ended']],
  ];
  it.each(rows)('%s', (_name, changes, pods, actions) => {
    expect(toldFor(parallel(changes), pods)).toEqual(actions);
  });

  it('nothing while a pod is missing, which it makes', () => {
    expect(toldFor(parallel(), [old(0), old(1)])).toEqual(['create web-2']);
  });

  it('pods within the budget though an offline ordinal has no pod', () => {
    expect(toldFor(parallel({}, { offline: offline(1) }), [old(0), old(2)])).toEqual([
      'delete web-2: outdated',
    ]);
  });

  it('a share of the pods that are wanted, not of the replicas', () => {
    const set = parallel({ maxUnavailable: '50%' }, { replicas: 4, offline: offline(0, 1) });
    expect(toldFor(set, [old(2), old(3)])).toEqual(['delete web-3: outdated']);
  });

  it('no pod that has not been ready for minReadySeconds beyond the budget', () => {
    const set = parallel({}, { minReadySeconds: 30 });
    expect(toldFor(set, [old(0), old(1, 'fresh'), old(2, 'fresh')])).toEqual([]);
  });
});

describe('a rolling update in OrderedReady', () => {
  it('begins when all pods are available', () => {
    expect(toldFor(aSet(), [old(0), old(1), old(2)])).toEqual(['delete web-2: outdated']);
    expect(toldFor(aSet(), [old(0), old(1, 'recovering'), old(2)])).toEqual([]);
  });

  it('replaces as many as may be unavailable', () => {
    const set = aSet({ update: update({ maxUnavailable: 2 }) });
    expect(toldFor(set, [old(0), old(1), old(2)])).toEqual([
      'delete web-2: outdated',
      'delete web-1: outdated',
    ]);
  });
});

describe('an update in place', () => {
  const set = parallel({ podUpdatePolicy: 'InPlaceIfPossible' });

  it('changes images instead of replacing the pod, within the budget', () => {
    const { plan } = decideFor(set, { pods: [old(0), old(1), old(2)], revisions: bothRevisions });
    expect(plan.lanes.flat()).toEqual([
      {
        kind: 'patchImagesInPlace',
        name: 'web-2',
        uid: 'web-2-uid',
        images: { app: 'web:1' },
        labels: { 'controller-revision-hash': revision.new },
        annotations: { 'statewright.io/in-place-update': '{"app":"web-2-container"}' },
      },
    ]);
  });

  const replaced = ['delete web-2: outdated'];
  it.each([
    ['the API server refused it', set, old(2), ['web-2-uid'], replaced],
    ['the policy is ReCreate', parallel(), old(2), [], replaced],
    [
      'the revision of the pod is gone',
      set,
      old(2, 'available', {
        labels: {
          app: 'web',
          'controller-revision-hash': 'web-gone',
          'statefulset.kubernetes.io/pod-name': 'web-2',
        },
      }),
      [],
      replaced,
    ],
    [
      'the machine cannot give what was asked for',
      set,
      aPod(2, 'available', { inPlace: 'infeasible' }),
      [],
      replaced,
    ],
    ['the pod does not serve', set, old(2, 'starting'), [], ['delete web-2: faulty']],
  ] as const)('gives way to replacing the pod when %s', (_name, ofSet, pod, refused, actions) => {
    expect(toldFor(ofSet, [aPod(0), aPod(1), pod], [...refused])).toEqual(actions);
  });

  it('is waited for before the next pod', () => {
    expect(toldFor(set, [old(0), old(1), aPod(2, 'updatingInPlace')])).toEqual([]);
  });
});
