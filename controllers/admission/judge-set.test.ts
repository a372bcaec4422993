import { describe, expect, it } from 'vitest';
import { fieldProblem } from '../../api/errors/index.js';
import type { AdmissionRequest } from './admission-review.js';
import { review } from './review.js';
import type { AdmissionFacts } from './verdict.js';

const facts: AdmissionFacts = { rules: [], machines: undefined };

const spec = {
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'i' }] } },
  volumeClaimTemplates: [
    {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
    },
  ],
};

const set = (fields: object = {}, metadata: object = {}) => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'AdvancedStatefulSet',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec: { ...spec, ...fields },
});

const request = (
  object: unknown,
  oldObject?: unknown,
  more: Partial<AdmissionRequest> = {},
): AdmissionRequest => ({
  uid: 'r',
  kind: { group: 'statewright.io', version: 'v1alpha1', kind: 'AdvancedStatefulSet' },
  operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
  name: 'web',
  object,
  oldObject,
  ...more,
});

const overlapping = { offlineStrategy: { podOrdinals: ['1-3', 2] } };

describe('the webhook', () => {
  it('takes a set that can be, without a word about machines', () => {
    expect(review(request(set()), facts)).toEqual({ uid: 'r', allowed: true });
  });

  it('names the entry that overlaps, which the rules of the definition cannot', () => {
    expect(review(request(set(overlapping)), facts)).toMatchObject({
      allowed: false,
      status: {
        code: 422,
        details: {
          kind: 'AdvancedStatefulSet',
          causes: [{ reason: 'OrdinalRepeated', field: 'spec.offlineStrategy.podOrdinals[1]' }],
        },
      },
    });
  });

  it('refuses what Kubernetes has against the pods, and names no field twice', () => {
    const image = fieldProblem('spec.template.spec.containers[0].image', 'PodsRefused', { reason: 'x' });
    const deadline = fieldProblem('spec.template.spec.activeDeadlineSeconds', 'PodsRefused', { reason: 'y' });
    const template = { ...spec.template, spec: { ...spec.template.spec, activeDeadlineSeconds: 1 } };
    const response = review(request(set({ template })), { ...facts, pods: { problems: [image, deadline] } });
    expect(response.status?.details.causes.map(({ field, reason }) => [field, reason])).toEqual([
      ['spec.template.spec.activeDeadlineSeconds', 'DeadlineRefused'],
      ['spec.template.spec.containers[0].image', 'PodsRefused'],
    ]);
  });

  it('says so when Kubernetes could not be asked about the pods', () => {
    const response = review(request(set()), { ...facts, pods: { problems: undefined } });
    expect(response.allowed).toBe(true);
    expect(response.warnings).toEqual([expect.stringContaining('could not be asked about the pods')]);
    expect(response.warnings?.[0]?.length).toBeLessThanOrEqual(256);
  });

  it('refuses a name that is too long when the set is made, and not later', () => {
    const named = (object: object) => ({ ...object, metadata: { name: 'a'.repeat(60) } });
    expect(review(request(named(set())), facts)).toMatchObject({
      allowed: false,
      status: { details: { causes: [{ field: 'metadata.name' }] } },
    });
    expect(review(request(named(set({ replicas: 2 })), named(set())), facts)).toEqual({
      uid: 'r',
      allowed: true,
    });
  });

  it('refuses what an existing set cannot become', () => {
    const labelled = set({
      volumeClaimTemplates: [
        { ...spec.volumeClaimTemplates[0], metadata: { name: 'data', labels: { a: 'b' } } },
      ],
    });
    expect(review(request(labelled, set()), facts)).toMatchObject({
      allowed: false,
      status: {
        details: { causes: [{ reason: 'ClaimTemplatesFixed', field: 'spec.volumeClaimTemplates[0]' }] },
      },
    });
  });

  it('says so when it cannot compare with what was there before', () => {
    const response = review(request(set({ replicas: 2 }), set({ replicas: 'two' })), facts);
    expect(response.allowed).toBe(true);
    expect(response.warnings).toHaveLength(1);
    expect(response.warnings?.[0]?.length).toBeLessThanOrEqual(256);
  });

  it.each<[string, AdmissionRequest]>([
    [
      'a change of labels of a set that could not be made any more',
      request(set(overlapping, { labels: { a: 'b' } }), set(overlapping)),
    ],
    [
      'a set that is being deleted',
      request(set(overlapping, { deletionTimestamp: '2026-01-01T00:00:00Z' }), set()),
    ],
    ['a deletion', request(undefined, set(overlapping), { operation: 'DELETE' })],
    ['a status', request(set(overlapping), set(), { subResource: 'status' })],
    [
      'a set of Kubernetes itself',
      request(set(overlapping), undefined, {
        kind: { group: 'apps', version: 'v1', kind: 'AdvancedStatefulSet' },
      }),
    ],
  ])('lets %s through', (_what, unjudged) => {
    expect(review(unjudged, facts)).toEqual({ uid: 'r', allowed: true });
  });
});
