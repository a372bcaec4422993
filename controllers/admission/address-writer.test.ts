import { expect, it, vi } from 'vitest';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { createAddressWriter } from './address-writer.js';
import type { AdmissionRequest } from './admission-review.js';

const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'set-uid', controller: true };
const pod = (fields: object = {}, spec: object = {}) => ({
  metadata: { name: 'web-2', ownerReferences: [owner], ...fields },
  spec,
});
const request = (object: unknown, more: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  uid: 'r',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  operation: 'CREATE',
  namespace: 'team-a',
  object,
  oldObject: undefined,
  ...more,
});

function writer(ordinalIps: string | undefined, uid = 'set-uid') {
  const annotations = ordinalIps === undefined ? undefined : { 'statewright.io/ordinal-ips': ordinalIps };
  const get = vi.fn(() =>
    Promise.resolve({ metadata: { name: 'web', uid, resourceVersion: '1', annotations } }),
  );
  return { get, write: createAddressWriter({ get } as unknown as Pick<KubernetesClient, 'get'>) };
}

const decoded = (patch = ''): unknown => JSON.parse(Buffer.from(patch, 'base64').toString());

it('gives the pod what its set names for it', async () => {
  const { write } = writer('1=10.1.0.1,2=fd00::2+10.1.0.2');
  const bare = await write(request(pod()));
  expect(bare).toMatchObject({ uid: 'r', allowed: true, patchType: 'JSONPatch' });
  const value = '10.1.0.2,fd00::2';
  expect(decoded(bare.patch)).toEqual([
    { op: 'add', path: '/metadata/annotations', value: { 'statewright.io/ip': value } },
  ]);
  const annotated = await write(request(pod({ annotations: { a: 'b' } })));
  expect(decoded(annotated.patch)).toEqual([
    { op: 'add', path: '/metadata/annotations/statewright.io~1ip', value },
  ]);
});

it.each<[string, AdmissionRequest]>([
  ['that names an address itself', request(pod({ annotations: { 'statewright.io/ip': '10.1.0.9' } }))],
  ['on the network of its machine', request(pod({}, { hostNetwork: true }))],
  [
    'of a set of the platform',
    request(
      pod({
        ownerReferences: [{ ...owner, apiVersion: 'statewright.io/v1alpha1', kind: 'AdvancedStatefulSet' }],
      }),
    ),
  ],
  ['that the set does not control', request(pod({ ownerReferences: [{ ...owner, controller: false }] }))],
  ['of nobody', request({ metadata: { name: 'web-2' }, spec: {} })],
  ['that is there', request(pod(), { operation: 'UPDATE' })],
])('leaves a pod alone %s, and asks nobody', async (_what, asked) => {
  const { write, get } = writer('2=10.1.0.2');
  expect(await write(asked)).toEqual({ uid: 'r', allowed: true });
  expect(get).not.toHaveBeenCalled();
});

it.each<[string, string | undefined, string]>([
  ['names nothing', undefined, 'set-uid'],
  ['names others', '1=10.1.0.1', 'set-uid'],
  ['is not clear about the pod', '2=x', 'set-uid'],
  ['is another one of that name', '2=10.1.0.2', 'another'],
])('leaves a pod alone whose set %s', async (_what, ordinalIps, uid) => {
  expect(await writer(ordinalIps, uid).write(request(pod()))).toEqual({ uid: 'r', allowed: true });
});

it('reads the set once for pods that come together, and anew for the next', async () => {
  const { write, get } = writer('2=10.1.0.2');
  await Promise.all([write(request(pod())), write(request(pod()))]);
  expect(get).toHaveBeenCalledTimes(1);
  await write(request(pod()));
  expect(get).toHaveBeenCalledTimes(2);
});
