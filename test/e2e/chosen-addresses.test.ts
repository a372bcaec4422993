import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ipPools, ipReservations, pods } from '../../kubernetes/index.js';
import { addressAt } from '../../stack/network/ipv4.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { AddressedSet, addressesOf } from './harness/addressed-set.js';
import { deleteAndWait, smallCluster, untilReady } from './harness/clusters.js';
import { answersPings } from './harness/outside-host.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
const run = Date.now().toString(36);
const key = { namespace: 'default', name: `e2e-chosen-${run}` };

beforeAll(() => {
  stack = openStack();
});

afterAll(async () => {
  await deleteAndWait(stack, key);
  await stack.close();
});

describe('addresses that somebody chose', () => {
  it('are those of the members of a DistributedCluster', async () => {
    const { networks } = stack.stack.settings;
    const [master, data] = [addressAt(networks.pods, 20_001), addressAt(networks.pods, 20_002)];
    const nodeTypes = [
      { name: 'master', replicas: 1, ordinalIPs: { '0': master } },
      { name: 'data', replicas: 1, ordinalIPs: { '0': data } },
    ];
    await stack.statewright.clusters.apply(smallCluster(key, { nodeTypes }));
    await untilReady(stack, key);
    for (const [member, address] of [
      [`${key.name}-master-0`, master],
      [`${key.name}-data-0`, data],
    ] as const) {
      const pod = await stack.kubernetes.get(pods, { namespace: key.namespace, name: member });
      expect(pod?.status?.podIP).toBe(address);
      expect(await answersPings(address)).toBe(true);
    }
  });

  it('are refused at the door where no pool has them or somebody else does', async () => {
    const other = { ...key, name: `${key.name}-b` };
    const taken = addressAt(stack.stack.settings.networks.pods, 20_001);
    for (const [address, words] of [
      [stack.stack.network.controlPlane, /pool/],
      [taken, /held|has it|belongs/],
    ] as const) {
      const nodeTypes = [
        { name: 'master', replicas: 1, ordinalIPs: { '0': address } },
        { name: 'data', replicas: 1 },
      ];
      await expect(stack.statewright.clusters.apply(smallCluster(other, { nodeTypes }))).rejects.toThrow(
        words,
      );
    }
  });
});

describe('pods of a pool with a VLAN', () => {
  const pool = `e2e-vlan-${run}`;
  let set: AddressedSet;

  afterAll(async () => {
    await set.delete();
    const { items } = await stack.kubernetes.list(ipReservations);
    for (const { metadata, spec } of items) {
      if (spec.pool === pool) await stack.kubernetes.delete(ipReservations, { name: metadata.name });
    }
    await stack.kubernetes.delete(ipPools, { name: pool });
  });

  it('reach each other on both machines, and nobody outside of it', async () => {
    await stack.kubernetes.create(ipPools, {
      metadata: { name: pool },
      spec: {
        vlan: 20,
        ipv4: { subnet: '10.91.0.0/24', ranges: ['10.91.0.10-10.91.0.100'] },
        ipv6: { subnet: 'fd5a:91::/64', ranges: ['fd5a:91::10-fd5a:91::ff'] },
      },
    });
    set = new AddressedSet(stack, `e2e-vlan-${run}`);
    await set.create({ replicas: 2, podAnnotations: { 'statewright.io/ip-pool': pool } });
    const members = await set.ready(2);
    expect(new Set(members.map(({ spec }) => spec.nodeName)).size).toBe(2);
    const [from, to] = [members[0]?.metadata.name ?? '', members[1]?.metadata.name ?? ''];
    for (const address of addressesOf(members[1])) {
      const host = address.includes(':') ? `[${address}]` : address;
      await waitUntil(
        `${from} reaches ${address}`,
        async () =>
          (await set.exec(from, 'curl', '-sf', '-m', '2', `http://${host}:8080/`).catch(() => '')).trim() ===
          to,
        { timeoutMs: 30_000 },
      );
      expect(await answersPings(address)).toBe(false);
    }
  });
});
