import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outside } from '../../stack/sample/outside-host.js';
import { pods } from '../../kubernetes/index.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { AddressedSet, addressesOf, memberPort } from './harness/addressed-set.js';
import { answersPings, fetchOutside, serveOutside, type OutsideServer } from './harness/outside-host.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
let server: OutsideServer;
let set: AddressedSet;
const run = Date.now().toString(36);

beforeAll(async () => {
  stack = openStack();
  server = await serveOutside();
  set = new AddressedSet(stack, `e2e-net-${run}`);
});

afterAll(async () => {
  await set.delete();
  await server.stop();
  await stack.close();
});

describe('pods on the one network', () => {
  it('are reached from a host outside on both machines, in both families, and reach it with their own addresses', async () => {
    await set.create({ replicas: 2 });
    const members = await set.ready(2);
    expect(new Set(members.map(({ spec }) => spec.nodeName)).size).toBe(2);
    const host = stack.stack.network.outside;
    for (const pod of members) {
      const { name } = pod.metadata;
      for (const [index, address] of addressesOf(pod).entries()) {
        expect(await answersPings(address)).toBe(true);
        expect((await fetchOutside(address, memberPort)).trim()).toBe(name);
        const there = index === 0 ? host.address : `[${host.ipv6}]`;
        const seen = await set.exec(name, 'curl', '-sf', '-m', '5', `http://${there}:${server.port}/`);
        expect(seen.replace('::ffff:', '')).toBe(address);
      }
    }
  });

  it('reach the API server at its ClusterIP without anybody who routes or translates', async () => {
    const { kubernetesService } = stack.stack.network;
    const [member] = await set.ready(2);
    const answer = await set.exec(
      member?.metadata.name ?? '',
      ...[
        'curl',
        '-sk',
        '-m',
        '5',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code}',
        `https://${kubernetesService}/version`,
      ],
    );
    expect(['200', '401', '403']).toContain(answer);
  });

  it('have the same addresses after a pod was lost', async () => {
    const [before] = await set.ready(2);
    const key = { namespace: set.namespace, name: before?.metadata.name ?? '' };
    await stack.kubernetes.delete(pods, key, { gracePeriodSeconds: 0 });
    await waitUntil('another pod has its place', async () => {
      const pod = await stack.kubernetes.get(pods, key);
      return pod !== undefined && pod.metadata.uid !== before?.metadata.uid;
    });
    const [after] = await set.ready(2);
    expect(addressesOf(after)).toEqual(addressesOf(before));
    expect((await fetchOutside(addressesOf(after)[0], memberPort)).trim()).toBe(key.name);
  });

  it('have them on the other machine too, and are reached there within a second of being ready, after the set was deleted and made anew', async () => {
    const [before] = await set.ready(2);
    const machines = stack.stack.network.machines.map(({ name }) => name);
    const other = machines.find((name) => name !== before?.spec.nodeName) ?? '';
    await set.delete();
    await set.create({ replicas: 1, machine: other });
    const [after] = await set.ready(1);
    expect(after?.spec.nodeName).toBe(other);
    expect(addressesOf(after)).toEqual(addressesOf(before));
    // The first question that is asked after Kubernetes called it ready, which is given a second.
    const [address] = addressesOf(after);
    await outside('ping', '-c', '1', '-W', '1', address);
    expect((await fetchOutside(address, memberPort)).trim()).toBe(after?.metadata.name);
    expect(await answersPings(addressesOf(after)[1])).toBe(true);
  });
});
