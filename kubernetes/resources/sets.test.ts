import { describe, expect, it } from 'vitest';
import { hostSetSpec, windowsSetSpec } from '../../test/integration/harness/other-stateful-sets.js';
import { maximalStatefulSetSpec } from '../../test/integration/harness/maximal-stateful-set.js';
import type { Resource } from '../resource.js';
import {
  advancedStatefulSets,
  controllerRevisions,
  fullStatefulSets,
  persistentVolumeClaims,
  pods,
} from './index.js';

const metadata = {
  name: 'web-0',
  namespace: 'default',
  uid: 'u',
  resourceVersion: '1',
  labels: { app: 'web' },
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'v', controller: true }],
  managedFields: [{ manager: 'm', fieldsV1: { 'f:spec': {} } }],
};

const status = { phase: 'Running', more: { of: ['it'] } };

describe('what the controller of sets reads', () => {
  it.each<[string, Resource, object]>([
    ['a pod', pods, { metadata, spec: maximalStatefulSetSpec.template.spec, status }],
    ['a pod on Windows', pods, { metadata, spec: windowsSetSpec.template.spec, status }],
    [
      'a claim',
      persistentVolumeClaims,
      { metadata, spec: maximalStatefulSetSpec.volumeClaimTemplates[0]?.spec, status },
    ],
    [
      'a revision',
      controllerRevisions,
      { metadata, revision: 3, data: { spec: { template: { $patch: 'replace', ...hostSetSpec.template } } } },
    ],
  ])('loses nothing of %s, so that writing it back changes nothing', (_what, { schema }, object) => {
    expect(schema.parse(object)).toEqual(object);
  });

  it.each([
    ['an AdvancedStatefulSet', advancedStatefulSets],
    ['a StatefulSet', fullStatefulSets],
  ])('is the whole spec of %s, and the counts in its status', (_what, { schema }) => {
    const counts = { observedGeneration: 1, replicas: 0, collisionCount: 0, currentRevision: 'web-1' };
    const read = schema.parse({
      metadata,
      spec: { ...maximalStatefulSetSpec, fieldOfTomorrow: 1 },
      status: counts,
    });
    expect(read.spec).toMatchObject({ ...maximalStatefulSetSpec, fieldOfTomorrow: 1 });
    expect(read.status).toEqual(counts);
  });
});
