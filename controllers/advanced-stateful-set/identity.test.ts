import { describe, expect, it } from 'vitest';
import { claimName, identityMatches, newPod, ordinalOf, splitName, storageMatches } from './identity.js';
import { aPod, aSet, dataTemplate, templateOfImage } from './observation.fixture.js';

describe('a name', () => {
  it.each([
    ['web-0', 0],
    ['web-2147483647', 2147483647],
    ['web-2147483648', undefined],
    ['web-01', undefined],
    ['web-1-2', undefined],
    ['web', undefined],
    ['-1', undefined],
    ['shop-web-1', undefined],
  ])('%s is that of ordinal %s', (name, ordinal) => {
    expect(ordinalOf({ name: 'web' }, name)).toBe(ordinal);
  });

  it('of a set may end like that of a member', () => {
    expect(ordinalOf({ name: 'web-1' }, 'web-1-2')).toBe(2);
    expect(splitName('web-1-2')).toEqual({ stem: 'web-1', ordinal: 2 });
  });

  it('of a claim is that of its template, its set and its ordinal', () => {
    expect(claimName({ name: 'web' }, dataTemplate, 3)).toBe('data-web-3');
  });
});

describe('newPod', () => {
  const set = aSet({
    volumeClaimTemplates: [dataTemplate],
    template: {
      metadata: { labels: { app: 'web' }, annotations: { note: 'n' }, finalizers: ['shop/hold'] },
      spec: {
        containers: [{ name: 'app', image: 'web:1' }],
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'config', configMap: { name: 'c' } },
        ],
        terminationGracePeriodSeconds: 5,
      },
    },
  });
  const pod = newPod(set, { template: set.spec.template, revision: 'web-abc', ordinal: 2, ip: '10.1.0.12' });

  it('gives the pod the identity that apps/v1 gives', () => {
    expect(pod.metadata).toEqual({
      name: 'web-2',
      namespace: 'shop',
      generateName: 'web-',
      labels: {
        app: 'web',
        'apps.kubernetes.io/pod-index': '2',
        'statefulset.kubernetes.io/pod-name': 'web-2',
        'controller-revision-hash': 'web-abc',
      },
      annotations: { note: 'n', 'statewright.io/ip': '10.1.0.12' },
      finalizers: ['shop/hold'],
      ownerReferences: [
        {
          apiVersion: 'statewright.io/v1alpha1',
          kind: 'AdvancedStatefulSet',
          name: 'web',
          uid: 'set-uid',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    });
  });

  it('keeps the spec of the template, with hostname, subdomain and claims in place of volumes of their names', () => {
    expect(pod.spec).toEqual({
      containers: [{ name: 'app', image: 'web:1' }],
      terminationGracePeriodSeconds: 5,
      hostname: 'web-2',
      subdomain: 'web',
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data-web-2' } },
        { name: 'config', configMap: { name: 'c' } },
      ],
    });
  });

  it('adds no field for what the set does not say', () => {
    const bare = aSet({ serviceName: '' });
    const { metadata, spec } = newPod(bare, {
      template: templateOfImage('web:1'),
      revision: 'web-abc',
      ordinal: 0,
      ip: undefined,
    });
    expect(Object.keys(metadata).sort()).toEqual([
      'generateName',
      'labels',
      'name',
      'namespace',
      'ownerReferences',
    ]);
    expect(spec).toEqual({ containers: [{ name: 'app', image: 'web:1' }], hostname: 'web-0' });
  });
});

describe('a pod matches', () => {
  it('its identity as long as it bears its own name', () => {
    expect(identityMatches(aPod(1))).toBe(true);
    expect(identityMatches({ name: 'web-1', labels: {} })).toBe(false);
  });

  it('the storage of its set as long as each claim template has its volume', () => {
    const set = aSet({ volumeClaimTemplates: [dataTemplate] });
    expect(storageMatches(set, { claims: { data: 'data-web-1', other: 'x' } }, 1)).toBe(true);
    expect(storageMatches(set, { claims: { data: 'data-web-2' } }, 1)).toBe(false);
    expect(storageMatches(set, { claims: {} }, 1)).toBe(false);
  });
});
