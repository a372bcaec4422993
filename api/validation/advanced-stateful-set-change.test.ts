import { describe, expect, it } from 'vitest';
import { setSpecSchema, type AdvancedStatefulSetSpec } from '../advanced-stateful-set.js';
import { formatProblem } from '../errors/index.js';
import { validateSetChange, validateSetUpdate } from './advanced-stateful-set-change.js';

const claim = (name: string, storage: unknown, fields: Record<string, unknown> = {}) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...fields },
});

function setWith(fields: Record<string, unknown>): AdvancedStatefulSetSpec {
  return setSpecSchema.parse({
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web', tier: 'a' } },
      spec: { containers: [{ name: 'main', image: 'i' }] },
    },
    serviceName: 'web',
    volumeClaimTemplates: [claim('data', '2Gi'), claim('log', '1Gi')],
    ...fields,
  });
}

const before = setWith({});

const fixed = (field: string) =>
  `${field}: The field cannot change once the set exists. Put the old value back, or delete the set with --cascade=orphan and make it anew: it takes over the pods it finds.`;
const claimsFixed = (field: string) =>
  `${field}: Claims that exist follow their templates in one thing only: more storage. Put the old templates back with nothing changed but larger requests, or delete the set with --cascade=orphan and make it anew.`;

describe('a change of a set', () => {
  it.each<[string, AdvancedStatefulSetSpec]>([
    ['nothing', before],
    [
      'everything that may change',
      setWith({
        replicas: 9,
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'other', image: 'j' }] },
        },
        updateStrategy: { type: 'OnDelete' },
        revisionHistoryLimit: 0,
        minReadySeconds: 3,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
        ordinals: { start: 4 },
        offlineStrategy: { podOrdinals: [1], volumes: 'Delete' },
        paused: true,
      }),
    ],
    ['more storage', setWith({ volumeClaimTemplates: [claim('data', '3Gi'), claim('log', 1.5e9)] })],
    [
      'the same storage in other words',
      setWith({ volumeClaimTemplates: [claim('data', '2048Mi'), claim('log', 2 ** 30)] }),
    ],
    [
      'claims in another order',
      setWith({ volumeClaimTemplates: [claim('log', '1Gi'), claim('data', '2Gi')] }),
    ],
    [
      'defaults of claims written out',
      setWith({
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            status: { phase: 'Pending' },
            ...claim('data', '2Gi', { volumeMode: 'Filesystem' }),
          },
          claim('log', '1Gi'),
        ],
      }),
    ],
    [
      'a selector with an empty list',
      setWith({ selector: { matchLabels: { app: 'web' }, matchExpressions: [] } }),
    ],
  ])('of %s is taken', (_what, after) => {
    expect(validateSetChange(before, after)).toEqual([]);
  });

  it.each<[string, AdvancedStatefulSetSpec, string[]]>([
    ['the selector', setWith({ selector: { matchLabels: { tier: 'a' } } }), [fixed('spec.selector')]],
    ['the Service', setWith({ serviceName: undefined }), [fixed('spec.serviceName')]],
    [
      'the order of starting',
      setWith({ podManagementPolicy: 'Parallel' }),
      [fixed('spec.podManagementPolicy')],
    ],
    [
      'the number of claims',
      setWith({ volumeClaimTemplates: [claim('data', '2Gi')] }),
      [claimsFixed('spec.volumeClaimTemplates')],
    ],
    [
      'the name of a claim',
      setWith({ volumeClaimTemplates: [claim('disk', '2Gi'), claim('log', '1Gi')] }),
      [claimsFixed('spec.volumeClaimTemplates')],
    ],
    [
      'the class of a claim',
      setWith({
        volumeClaimTemplates: [claim('data', '2Gi'), claim('log', '1Gi', { storageClassName: 'fast' })],
      }),
      [claimsFixed('spec.volumeClaimTemplates[1]')],
    ],
    [
      'the labels of a claim',
      setWith({
        volumeClaimTemplates: [
          { ...claim('data', '2Gi'), metadata: { name: 'data', labels: { a: 'b' } } },
          claim('log', '1Gi'),
        ],
      }),
      [claimsFixed('spec.volumeClaimTemplates[0]')],
    ],
    [
      'what else a claim asks for',
      setWith({
        volumeClaimTemplates: [
          claim('data', '2Gi', { resources: { requests: { storage: '2Gi', inodes: '1' } } }),
          claim('log', '1Gi'),
        ],
      }),
      [claimsFixed('spec.volumeClaimTemplates[0]')],
    ],
    [
      'a size downwards',
      setWith({ volumeClaimTemplates: [claim('data', '2047Mi'), claim('log', '1Gi')] }),
      [
        'spec.volumeClaimTemplates[0].spec.resources.requests.storage: A volume cannot shrink from 2Gi to 2047Mi. Put the old size back; a volume can only grow.',
      ],
    ],
  ])('of %s is refused with field, reason and remedy', (_what, after, expected) => {
    expect(validateSetChange(before, after).map(formatProblem)).toEqual(expected);
  });

  it('to a set that cannot be is refused, too, each field once', () => {
    const after = setWith({
      selector: {},
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
    });
    expect(validateSetUpdate(before, after).map(({ field, code }) => [field, code])).toEqual([
      ['spec.selector', 'SetFieldFixed'],
      ['spec.updateStrategy.rollingUpdate.maxUnavailable', 'BadMaxUnavailable'],
    ]);
  });
});
