import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressCrds } from '../../api/crd/address-crds.js';
import { assignmentName } from '../../api/network/index.js';
import { ipAssignments, ipPools, ipReservations, type KubernetesClient } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';

let plane: ControlPlane;
let client: KubernetesClient;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  for (const crd of addressCrds()) await installCrd(client, crd);
});
afterAll(async () => plane.stop());

const family = (more: object = {}) => ({
  ipv4: { subnet: '10.90.0.0/16', ranges: ['10.90.64.0/18'], ...more },
});

describe('the API server', () => {
  it('takes a pool of both families, and puts the defaults in', async () => {
    const spec = {
      ...family({ gateway: '10.90.0.1', exclude: ['10.90.64.1-10.90.64.9', '10.90.65.0/24'] }),
      ipv6: { subnet: 'fd90::/64', ranges: ['fd90::1:0/112'], gateway: 'fd90::1' },
      routes: [{ to: '10.96.0.0/16' }],
      vlan: 7,
    };
    const pool = await client.create(ipPools, { metadata: { name: 'both' }, spec });
    expect(pool.spec).toMatchObject({ ...spec, retention: '72h', exhausted: 'Wait' });
  });

  it.each([
    ['no family', {}, /neither IPv4 nor IPv6/],
    [
      'a subnet with bits behind its prefix',
      { ipv4: { subnet: '10.90.0.1/16', ranges: ['10.90.0.1'] } },
      /"10.90.0.1\/16" is not an IPv4 subnet/,
    ],
    [
      'an IPv6 subnet as IPv4',
      { ipv4: { subnet: 'fd90::/64', ranges: ['fd90::1'] } },
      /is not an IPv4 subnet/,
    ],
    [
      'a range elsewhere',
      family({ ranges: ['10.91.0.1-10.91.0.9'] }),
      /An entry of ranges is not within the subnet/,
    ],
    ['a range that is none', family({ ranges: ['10.90.0.1-10.90.0.2-10.90.0.3'] }), /An entry of ranges/],
    ['an excluded subnet elsewhere', family({ exclude: ['10.91.0.0/24'] }), /An entry of exclude/],
    [
      'a gateway elsewhere',
      family({ gateway: '10.91.0.1' }),
      /10.91.0.1 is not within the subnet 10.90.0.0\/16/,
    ],
    ['a retention that is none', { ...family(), retention: 'soon' }, /spec.retention/],
  ])('refuses a pool with %s', async (_what, spec, message) => {
    await expect(client.create(ipPools, { metadata: { name: 'wrong' }, spec })).rejects.toThrow(message);
  });

  it('ties a reservation to one pod name', async () => {
    const spec = { namespace: 'shop', podName: 'web-0', pool: 'both', addresses: ['10.90.64.9'] };
    await expect(client.create(ipReservations, { metadata: { name: 'shop.web-1' }, spec })).rejects.toThrow(
      /The name of a reservation is/,
    );
    await client.create(ipReservations, {
      metadata: { name: 'shop.web-0' },
      spec,
      status: { phase: 'Bound' },
    });
    const kept = await client.get(ipReservations, { name: 'shop.web-0' });
    expect(kept?.status).toEqual({ phase: 'Bound' });
    const move = client.mergePatch(ipReservations, { name: 'shop.web-0' }, { spec: { podName: 'web-1' } });
    await expect(move).rejects.toThrow(/for one pod name for good/);
  });

  it.each(['10.90.64.9', 'fd90::9'])('knows one assignment of %s, which never changes', async (address) => {
    const spec = { address, pool: 'both', reservation: { name: 'shop.web-0', uid: 'u1' } };
    const name = assignmentName(address);
    const wrong = client.create(ipAssignments, { metadata: { name: 'other' }, spec });
    await expect(wrong).rejects.toThrow(/The name of an assignment is its address/);
    await client.create(ipAssignments, { metadata: { name }, spec });
    await expect(client.create(ipAssignments, { metadata: { name }, spec })).rejects.toMatchObject({
      code: 'KubernetesConflict',
    });
    const steal = client.mergePatch(ipAssignments, { name }, { spec: { reservation: { uid: 'u2' } } });
    await expect(steal).rejects.toThrow(/changes hands only by deleting/);
  });
});
