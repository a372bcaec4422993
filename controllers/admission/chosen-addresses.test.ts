import { describe, expect, it } from 'vitest';
import type { HeldAddresses } from '../../api/network/index.js';
import { ipPoolSpecSchema } from '../../api/network/ip-pool.js';
import { catalogRules } from '../../catalog/index.js';
import type { AddressReader } from './address-reader.js';
import type { AdmissionRequest } from './admission-review.js';
import { chosenAddresses } from './chosen-addresses.js';
import { factsFor } from './facts.js';
import { review } from './review.js';

const pool = (name: string, range: string, more: object = {}) => ({
  name,
  spec: ipPoolSpecSchema.parse({ ipv4: { subnet: '10.1.0.0/16', ranges: [range] }, ...more }),
});
const pools = [pool('lan', '10.1.0.10-10.1.0.99'), pool('ops', '10.1.1.0/24', { namespaces: ['ops'] })];
const held: HeldAddresses[] = [
  { name: 'team-a.web-1', namespace: 'team-a', podName: 'web-1', addresses: ['10.1.0.11'] },
  { name: 'team-b.db-0', namespace: 'team-b', podName: 'db-0', addresses: ['10.1.0.20'] },
];
const known: AddressReader = {
  pools: () => Promise.resolve(pools),
  holders: (asked) =>
    Promise.resolve(held.filter(({ addresses }) => addresses.some((it) => asked.includes(it)))),
};

const request = (kind: string, object: unknown, oldObject?: unknown): AdmissionRequest => {
  const [group = '', name = ''] = kind.split('/');
  return {
    uid: 'r',
    kind: { group, version: 'v1', kind: name },
    operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
    namespace: 'team-a',
    object,
    oldObject,
  };
};

const answer = async (asked: AdmissionRequest, addresses = known) => {
  const facts = await factsFor(asked, {
    rules: catalogRules,
    readMachines: () => Promise.resolve([]),
    askAboutPods: () => Promise.resolve(undefined),
    addresses,
  });
  const { allowed, status } = review(asked, facts);
  return allowed ? [] : status?.details.causes.map(({ field, reason }) => `${field} ${reason}`);
};

const pod = (annotations: object, spec: object = {}, name = 'web-1') => ({
  metadata: { name, annotations },
  spec,
});
const ip = 'statewright.io/ip';
const set = (ordinalIps?: string, metadata: object = {}) => ({
  metadata: {
    name: 'web',
    annotations: ordinalIps === undefined ? {} : { 'statewright.io/ordinal-ips': ordinalIps },
    ...metadata,
  },
  spec: { template: {} },
});
const cluster = (ordinalIPs: Record<string, string>, replicas = 2) => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: { name: 'logs' },
  spec: {
    component: 'opensearch',
    version: '2.19.1',
    tenant: 'search',
    nodeTypes: [
      { name: 'master', replicas: 1 },
      { name: 'data', replicas, ordinalIPs },
    ],
  },
});
const ofIp = `metadata.annotations[${ip}]`;
const ofOrdinals = 'metadata.annotations[statewright.io/ordinal-ips]';

describe('of addresses that are chosen', () => {
  it.each<[string, AdmissionRequest, readonly string[]]>([
    ['a pod may have its own', request('/Pod', pod({ [ip]: '10.1.0.11' })), []],
    ['a pod may have a free one', request('/Pod', pod({ [ip]: '10.1.0.12' })), []],
    ["a pod may not have another's", request('/Pod', pod({ [ip]: '10.1.0.20' })), [`${ofIp} AddressHeld`]],
    [
      "a pod whose name is still to be made may have no other's",
      request('/Pod', pod({ [ip]: '10.1.0.11' }, {}, '')),
      [`${ofIp} AddressHeld`],
    ],
    [
      'a pod may have none that no pool offers',
      request('/Pod', pod({ [ip]: '10.9.0.1' })),
      [`${ofIp} AddressNotOffered`],
    ],
    [
      'a pod may have none of a pool that is not for its namespace',
      request('/Pod', pod({ [ip]: '10.1.1.7' })),
      [`${ofIp} PoolNotForNamespace`],
    ],
    [
      'a pod may have none of another pool than it names',
      request('/Pod', pod({ [ip]: '10.1.1.7', 'statewright.io/ip-pool': 'lan' })),
      [`${ofIp} AddressNotOffered`],
    ],
    [
      'a pod may have nothing else than one',
      request('/Pod', pod({ [ip]: 'x' })),
      [`${ofIp} AddressMalformed`],
    ],
    [
      'a pod on the network of its machine is not asked',
      request('/Pod', pod({ [ip]: 'x' }, { hostNetwork: true })),
      [],
    ],
    ['a pod that is there is not asked', request('/Pod', pod({ [ip]: 'x' }), pod({})), []],
    ['a set may have what its pods hold', request('apps/StatefulSet', set('1=10.1.0.11,5=10.1.0.12')), []],
    [
      "a set may not have others', each named",
      request('apps/StatefulSet', set('0=10.1.0.20,2=10.1.0.11')),
      [`${ofOrdinals} AddressHeld`, `${ofOrdinals} AddressHeld`],
    ],
    [
      'a set must be readable',
      request('apps/StatefulSet', set('0=10.1.0.12,0=10.1.0.13')),
      [`${ofOrdinals} OrdinalAddressesMalformed`],
    ],
    [
      'a set is asked of what it changes alone',
      request('apps/StatefulSet', set('0=10.1.0.20,1=10.9.0.1'), set('0=10.1.0.20')),
      [`${ofOrdinals} AddressNotOffered`],
    ],
    [
      'a set that is left as it is goes on',
      request('apps/StatefulSet', set('nonsense'), set('nonsense')),
      [],
    ],
    ['a set may give up its choice', request('apps/StatefulSet', set(), set('0=10.1.0.20')), []],
    [
      'a set that is being deleted goes on',
      request('apps/StatefulSet', set('0=10.1.0.20', { deletionTimestamp: '2026-01-01T00:00:00Z' }), set()),
      [],
    ],
    [
      'a set of the platform is asked even if its spec stays as it is',
      request('statewright.io/AdvancedStatefulSet', set('0=10.1.0.20'), set()),
      [`${ofOrdinals} AddressHeld`],
    ],
    [
      'a cluster is told which entry',
      request('statewright.io/DistributedCluster', cluster({ 0: '10.1.0.12', 7: '10.1.0.20' })),
      ['spec.nodeTypes[1].ordinalIPs[7] AddressHeld'],
    ],
    [
      'a cluster is told once what cannot be read',
      request('statewright.io/DistributedCluster', cluster({ 0: 'x' })),
      ['spec.nodeTypes[1].ordinalIPs[0] AddressMalformed'],
    ],
    [
      'a cluster is asked of what it changes alone',
      request(
        'statewright.io/DistributedCluster',
        cluster({ 0: '10.1.0.20' }, 3),
        cluster({ 0: '10.1.0.20' }),
      ),
      [],
    ],
  ])('%s', async (_what, asked, problems) => {
    expect(await answer(asked)).toEqual(problems);
  });

  it('nothing is known as long as there are no pools, but whether they can be read', async () => {
    const none: AddressReader = { ...known, pools: () => Promise.resolve([]) };
    expect(await answer(request('/Pod', pod({ [ip]: '10.1.0.20' })), none)).toEqual([]);
    expect(await answer(request('/Pod', pod({ [ip]: 'x' })), none)).toEqual([`${ofIp} AddressMalformed`]);
  });

  it('nothing is said if nobody knows: the review fails, and so the failurePolicy decides', async () => {
    const silent: AddressReader = {
      pools: () => Promise.reject(new Error('no answer')),
      holders: () => Promise.resolve([]),
    };
    await expect(answer(request('/Pod', pod({ [ip]: '10.1.0.12' })), silent)).rejects.toThrow('no answer');
    expect(await answer(request('/Pod', pod({})), silent)).toEqual([]);
    expect(await answer(request('apps/StatefulSet', set('1=10.9.9.9'), set('1=10.9.9.9')), silent)).toEqual(
      [],
    );
  });

  it('no other object asks for any', () => {
    expect(chosenAddresses(request('apps/Deployment', set('0=10.1.0.20')))).toBeUndefined();
    expect(
      chosenAddresses({ ...request('/Pod', pod({ [ip]: 'x' })), subResource: 'binding' }),
    ).toBeUndefined();
  });
});

describe('of pools', () => {
  const ipPool = (spec: object, name = 'new') => ({
    apiVersion: 'statewright.io/v1alpha1',
    kind: 'IPPool',
    metadata: { name },
    spec,
  });
  const lan = { ipv4: { subnet: '10.1.0.0/16', ranges: ['10.1.0.50-10.1.0.60'] } };
  it.each<[string, AdmissionRequest, readonly string[]]>([
    [
      'one that shares addresses with another is refused',
      request('statewright.io/IPPool', ipPool(lan)),
      ['spec PoolsOverlap'],
    ],
    ['one may be changed without regard to itself', request('statewright.io/IPPool', ipPool(lan, 'lan')), []],
    [
      'a gateway outside of the subnet is refused',
      request('statewright.io/IPPool', ipPool({ ipv4: { ...lan.ipv4, gateway: '10.2.0.1' } })),
      ['spec.ipv4.gateway OutsideSubnet'],
    ],
    [
      'what is no pool is refused',
      request('statewright.io/IPPool', ipPool({ ipv4: { subnet: '10.1.0.0/16' } })),
      ['spec.ipv4.ranges MissingField'],
    ],
  ])('%s', async (_what, asked, problems) => {
    expect(await answer(asked)).toEqual(problems);
  });
});
